import { discoverPumps, type PumpConnection } from './ble/pump-connection.js';
import { loadConfig, type GatewayConfig } from './config.js';
import { createHospitalClient } from './hospital/https-client.js';
import { MqttPublisher } from './hospital/mqtt-publisher.js';
import { Outbox } from './hospital/outbox.js';
import { Logger } from './logging/logger.js';
import { Poller } from './poller.js';

const CONFIG_PATH = '/etc/infusion-gateway/config.json';
const LOG_PATH = '/var/log/infusion-gateway/gateway.log';

async function connect(pump: PumpConnection, logger: Logger): Promise<boolean> {
  try {
    await pump.open();
    logger.info('pump connected', { pumpId: pump.pumpId });
    return true;
  } catch (error) {
    logger.warn('pump not connected', { pumpId: pump.pumpId, reason: error instanceof Error ? error.name : 'unknown' });
    return false;
  }
}

/**
 * Runs the gateway until it is told to stop.
 *
 * @req SRS-051
 */
async function run(config: GatewayConfig, logger: Logger): Promise<void> {
  const hospital = createHospitalClient(config);
  const outbox = new Outbox(config.outboxLimit);
  const sink = new MqttPublisher(config, logger);
  const poller = new Poller({ hospital, outbox, sink, logger, clock: () => new Date() });
  const pumps: PumpConnection[] = [];

  await discoverPumps(config.pumps, (pump) => {
    void connect(pump, logger).then((connected) => {
      if (connected) {
        pumps.push(pump);
      }
    });
  });

  const assignments = await hospital.assignments();
  if (assignments.ok) {
    assignments.value.forEach((assignment) => poller.assign(assignment));
  } else {
    logger.error('no assignments', { reason: assignments.error });
  }

  let busy = false;
  const timer = setInterval(() => {
    if (busy) {
      return;
    }
    busy = true;
    void poller.round(pumps).finally(() => {
      busy = false;
    });
  }, config.pollSeconds * 1000);

  process.once('SIGTERM', () => {
    clearInterval(timer);
    void Promise.all([sink.close(), ...pumps.map((pump) => pump.close())]);
  });
}

const logger = new Logger(LOG_PATH, 'info', () => new Date());
const config = loadConfig(process.argv[2] ?? CONFIG_PATH);
if (config.ok) {
  await run(config.value, logger);
} else {
  logger.error('the gateway cannot start', { reason: config.error });
  process.exitCode = 1;
}
