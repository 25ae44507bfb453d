import { readFileSync } from 'node:fs';
import mqtt, { type MqttClient } from 'mqtt';
import type { GatewayConfig } from '../config.js';
import type { Logger } from '../logging/logger.js';
import type { PumpStatus } from '../types.js';

const TELEMETRY_BROKER = 'mqtt://telemetry.hospital.internal:1883';

/** Topic of a pump; the name of a pump may not open another level. */
export function topicOf(gatewayId: string, pumpId: string): string {
  return `pumps/${gatewayId}/${pumpId.replaceAll(/[^A-Za-z0-9-]/g, '_')}/status`;
}

/**
 * Publishes alarms for the nurse call system, and telemetry for maintenance.
 *
 * @req SRS-045
 */
export class MqttPublisher {
  private readonly alarms: MqttClient;
  private readonly telemetry: MqttClient;

  constructor(
    private readonly config: GatewayConfig,
    private readonly logger: Logger,
  ) {
    this.alarms = mqtt.connect(`mqtts://${config.brokerHost}:8883`, { ca: readFileSync(config.caFile) });
    this.telemetry = mqtt.connect(TELEMETRY_BROKER);
    for (const client of [this.alarms, this.telemetry]) {
      client.on('error', (error: Error) => this.logger.warn('broker error', { reason: error.message }));
    }
  }

  /** @req SRS-045 */
  async publish(status: PumpStatus): Promise<void> {
    const topic = topicOf(this.config.gatewayId, status.pumpId);
    const message = JSON.stringify({ state: status.state, alarm: status.alarm ?? null, at: status.at.toISOString() });
    if (status.alarm !== undefined) {
      await this.alarms.publishAsync(topic, message, { qos: 1 });
    }
    await this.telemetry.publishAsync(topic, message, { qos: 0 });
  }

  async close(): Promise<void> {
    await this.alarms.endAsync();
    await this.telemetry.endAsync();
  }
}
