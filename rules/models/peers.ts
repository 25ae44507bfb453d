import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];
type Amount = NonNullable<NonNullable<FunctionModel["writes"]>[number]["bytes"]>;

function copies(kind: string, arg: number, bytes: Amount, over: Partial<FunctionModel> = {}): FunctionModel {
  return {
    taint: { kind, outputs: [arg] },
    writes: [{ arg, bytes, content: "unknown", atMost: true }],
    mustCheck: true,
    pure: true,
    ...over,
  };
}

function number(kind: string, high: number): FunctionModel {
  return { taint: { kind, returns: true }, returns: { range: { low: 0, high } }, pure: true };
}

/**
 * What a phone, a sensor or whoever is near sends by Bluetooth. Zephyr: `bt_gatt_notify_func_t`, `bt_gatt_attr_read/write`,
 * `bt_nus_cb`; NimBLE: mbufs; ESP-IDF (Bluedroid): `esp_gatts_cb_t`, `esp_gattc_cb_t`; Nordic's SoftDevice: `ble_evt_t`.
 */
export const BLUETOOTH_PEERS: ModelFile = {
  library: "Bluetooth LE stacks: data of the peer",
  functions: {
    os_mbuf_len: number("ble", 65535),
    os_mbuf_copyinto: { reads: [{ arg: 2, bytes: { arg: 3 } }], mustCheck: true, pure: true },
    net_buf_simple_pull_be32: number("ble", 4294967295),
    net_buf_simple_pull_le24: number("ble", 16777215),
    net_buf_pull_be32: number("ble", 4294967295),
    net_buf_simple_remove_u8: number("ble", 255),
    // What is attached comes from the program; that it fits into the buffer does not.
    net_buf_simple_add_mem: { reads: [{ arg: 1, bytes: { arg: 2 } }], pure: true },
    net_buf_add_mem: { reads: [{ arg: 1, bytes: { arg: 2 } }], pure: true },
    sys_get_le16: { returns: { range: { low: 0, high: 65535 }, taintFrom: [0] }, pure: true },
    sys_get_be16: { returns: { range: { low: 0, high: 65535 }, taintFrom: [0] }, pure: true },
    sys_get_le32: { returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] }, pure: true },
    sys_get_be32: { returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] }, pure: true },
    uint16_decode: { returns: { range: { low: 0, high: 65535 }, taintFrom: [0] }, pure: true },
    uint32_decode: { returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] }, pure: true },
    bt_gatt_attr_read: copies("ble", 2, { arg: 3 }, { taint: { kind: "ble", outputs: [] }, reads: [{ arg: 5, bytes: { arg: 6 } }] }),
    sd_ble_gatts_value_get: { taint: { kind: "ble", outputs: [2] }, mustCheck: true, pure: true },
  },
  entries: [
    // uint8_t notify(conn, params, const void *data, uint16_t length)
    { name: "*_notify_func", kind: "ble", values: [3], pointees: [2] },
    { name: "notify_func", kind: "ble", values: [3], pointees: [2] },
    // void received(conn, const uint8_t *data, uint16_t length)
    { name: "bt_receive_cb", kind: "ble", values: [2], pointees: [1] },
    { name: "nus_received*", kind: "ble", values: [2], pointees: [1] },
    // void handler(event, interface, param)
    { name: "*gatts_event_handler", kind: "ble", pointees: [2] },
    { name: "*gattc_event_handler", kind: "ble", pointees: [2] },
    { name: "gatts_profile_*", kind: "ble", pointees: [2] },
    { name: "*nus_data_handler", kind: "ble", pointees: [0] },
    { name: "*ble_evt_handler", kind: "ble", pointees: [0] },
  ],
};

/** Messages of a broker beyond those that are asked for: ESP-MQTT, coreMQTT, Paho Embedded, Mosquitto; CoAP: options. */
export const BROKERS: ModelFile = {
  library: "coreMQTT, ESP-MQTT, Paho Embedded, Mosquitto, libcoap",
  functions: {
    MQTT_ProcessLoop: { mustCheck: true },
    MQTT_Publish: { mustCheck: true },
    MQTT_Connect: { mustCheck: true },
    esp_mqtt_client_publish: { mustCheck: true, pure: true },
    coap_opt_parse: { taint: { kind: "network", outputs: [2] }, pure: true },
    coap_opt_encode: { writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", atMost: true }], pure: true },
    coap_opt_block_num: number("network", 1048575),
    coap_get_uri_path: { taint: { kind: "network", returns: true }, returns: { null: "maybe" }, mustCheck: true, pure: true },
    coap_get_query: { taint: { kind: "network", returns: true }, returns: { null: "maybe" }, mustCheck: true, pure: true },
  },
  entries: [
    // void handler(void *argument, esp_event_base_t base, int32_t id, void *event)
    { name: "mqtt_event_handler*", kind: "network", pointees: [3] },
    // void callback(MQTTContext_t *, MQTTPacketInfo_t *, MQTTDeserializedInfo_t *)
    { name: "*mqttEventCallback", kind: "network", pointees: [1, 2] },
    { name: "eventCallback", kind: "network", pointees: [1, 2] },
    // void arrived(MessageData *)
    { name: "messageArrivedHandler", kind: "network", pointees: [0] },
    { name: "*_message_callback", kind: "network", pointees: [2] },
  ],
};

/** Serial data, files and sockets of other systems: CMSIS drivers, TinyUSB, FatFs, LittleFS, STM32 FDCAN, FreeRTOS-Plus-TCP. */
export const DEVICE_INPUTS: ModelFile = {
  library: "STM32 HAL, TinyUSB, FatFs, LittleFS, FreeRTOS-Plus-TCP: inputs",
  functions: {
    HAL_LPUART_Receive: copies("serial", 1, { arg: 2 }),
    HAL_I2C_Master_Receive_IT: copies("serial", 2, { arg: 3 }),
    HAL_I2C_Mem_Read_DMA: copies("serial", 4, { arg: 5 }),
    HAL_FDCAN_GetRxMessage: { taint: { kind: "can", outputs: [2, 3] }, mustCheck: true, pure: true },
    LL_USART_ReceiveData8: number("serial", 255),
    LL_USART_ReceiveData9: number("serial", 511),
    tud_cdc_read: copies("usb", 0, { arg: 1 }, { returns: { range: { low: 0, high: { arg: 1 } } }, mustCheck: false }),
    tud_cdc_n_read: copies("usb", 1, { arg: 2 }, { returns: { range: { low: 0, high: { arg: 2 } } }, mustCheck: false }),
    f_read: {
      taint: { kind: "file", outputs: [1] },
      writes: [
        { arg: 1, bytes: { arg: 2 }, content: "unknown", atMost: true },
        { arg: 3, content: "unknown" },
      ],
      mustCheck: true,
      pure: true,
    },
    lfs_file_read: copies("file", 2, { arg: 3 }, { returns: { range: { low: -84, high: { arg: 3 } } } }),
    FreeRTOS_recv: copies("network", 1, { arg: 2 }, { returns: { range: { low: -128, high: { arg: 2 } } } }),
    FreeRTOS_recvfrom: copies("network", 1, { arg: 2 }, { returns: { range: { low: -128, high: { arg: 2 } } } }),
  },
  entries: [{ name: "tud_hid_set_report_cb", kind: "usb", values: [4], pointees: [3] }],
};
