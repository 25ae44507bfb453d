import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];
type Amount = NonNullable<NonNullable<FunctionModel["writes"]>[number]["bytes"]>;

/** Fills a buffer with at most so many bytes and says how many there were. */
function fills(kind: string, arg: number, bytes: Amount, lowest = -1): FunctionModel {
  return {
    taint: { kind, outputs: [arg] },
    writes: [{ arg, bytes, content: "unknown", atMost: true }],
    returns: { range: { low: lowest, high: bytes } },
    mustCheck: true,
    pure: true,
  };
}

/** The same, and gives a status. */
function transfers(kind: string, arg: number, bytes: Amount): FunctionModel {
  return { taint: { kind, outputs: [arg] }, writes: [{ arg, bytes, content: "unknown", atMost: true }], mustCheck: true, pure: true };
}

function number(kind: string, high: number): FunctionModel {
  return { taint: { kind, returns: true }, returns: { range: { low: 0, high } }, pure: true };
}

/** Zephyr (include/zephyr): drivers, sockets, packets, storage; the kernel's queues hand on what others received. */
export const ZEPHYR: ModelFile = {
  library: "Zephyr",
  functions: {
    uart_fifo_read: fills("serial", 1, { arg: 2 }),
    uart_poll_in: transfers("serial", 1, 1),
    i2c_burst_read: transfers("serial", 3, { arg: 4 }),
    i2c_write_read: { ...transfers("serial", 4, { arg: 5 }), reads: [{ arg: 2, bytes: { arg: 3 } }] },
    zsock_recv: fills("network", 1, { arg: 2 }),
    zsock_recvfrom: fills("network", 1, { arg: 2 }),
    net_pkt_read: transfers("network", 1, { arg: 2 }),
    nvs_read: transfers("file", 2, { arg: 3 }),
    ring_buf_get: fills("queue", 1, { arg: 2 }, 0),
    net_buf_pull_u8: number("ble", 255),
    net_buf_pull_le16: number("ble", 65535),
    net_buf_pull_be16: number("ble", 65535),
    net_buf_pull_le32: number("ble", 4294967295),
    net_buf_simple_pull_le32: number("ble", 4294967295),
    coap_packet_get_payload: { taint: { kind: "network", outputs: [1], returns: true }, returns: { null: "maybe" }, pure: true },
    sensor_channel_get: { taint: { kind: "sensor", outputs: [2] }, writes: [{ arg: 2, content: "unknown" }], mustCheck: true, pure: true },
    sensor_sample_fetch: { mustCheck: true, pure: true },
    k_msgq_put: { mustCheck: true, pure: true },
  },
};

/** ESP-IDF: peripherals, storage, HTTP client. */
export const ESP_IDF: ModelFile = {
  library: "ESP-IDF",
  functions: {
    uart_read_bytes: fills("serial", 1, { arg: 2 }),
    i2c_master_read_from_device: transfers("serial", 2, { arg: 3 }),
    i2c_master_receive: transfers("serial", 1, { arg: 2 }),
    twai_receive: { taint: { kind: "can", outputs: [0] }, writes: [{ arg: 0, content: "unknown" }], mustCheck: true, pure: true },
    esp_http_client_read: fills("network", 1, { arg: 2 }),
    esp_http_client_read_response: fills("network", 1, { arg: 2 }),
    esp_tls_conn_read: fills("network", 1, { arg: 2 }),
    httpd_req_recv: fills("network", 1, { arg: 2 }, -3),
    adc1_get_raw: number("sensor", 4095),
    adc_oneshot_read: { taint: { kind: "sensor", outputs: [2] }, writes: [{ arg: 2, content: "unknown" }], mustCheck: true, pure: true },
  },
};

/** Converters of analogue values, of twelve bits as most are. */
export const SENSORS: ModelFile = {
  library: "STM32 HAL and LL, Arduino: analogue inputs",
  functions: {
    HAL_ADC_GetValue: number("sensor", 4095),
    ADC_GetConversionValue: number("sensor", 4095),
    LL_ADC_REG_ReadConversionData12: number("sensor", 4095),
    analogRead: number("sensor", 4095),
  },
};

/** MQTT (Eclipse Paho, Mosquitto) and CoAP (libcoap): messages of a broker or a peer. */
export const MESSAGING: ModelFile = {
  library: "Eclipse Paho, Mosquitto, libcoap",
  functions: {
    MQTTClient_receive: { taint: { kind: "network", outputs: [1, 2, 3] }, mustCheck: true, pure: true },
    coap_get_data: { taint: { kind: "network", outputs: [1, 2] }, mustCheck: true, pure: true },
    coap_get_data_large: { taint: { kind: "network", outputs: [1, 2, 3, 4] }, mustCheck: true, pure: true },
    coap_opt_value: { taint: { kind: "network", returns: true }, pure: true },
    coap_opt_length: number("network", 65804),
    coap_decode_var_bytes: {
      returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] },
      taint: { kind: "network", returns: true },
      pure: true,
    },
  },
  entries: [
    // void on_message(struct mosquitto *client, void *object, const struct mosquitto_message *message)
    { name: "on_message", kind: "network", pointees: [2] },
    // int messageArrived(void *context, char *topicName, int topicLen, MQTTClient_message *message)
    { name: "messageArrived", kind: "network", values: [2], pointees: [1, 3] },
    { name: "msgarrvd", kind: "network", values: [2], pointees: [1, 3] },
  ],
};

/** wolfSSL and mbed TLS beyond reading. */
export const TLS_MORE: ModelFile = {
  library: "wolfSSL, mbed TLS, OpenSSL: datagrams and looking ahead",
  functions: {
    wolfSSL_recv: fills("network", 1, { arg: 2 }),
    wolfSSL_peek: fills("network", 1, { arg: 2 }),
    SSL_peek: fills("network", 1, { arg: 2 }),
    BIO_gets: fills("network", 1, { arg: 2 }, -2),
    wolfSSL_write: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    SSL_write: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    mbedtls_net_recv_timeout: transfers("network", 1, { arg: 2 }),
  },
};
