import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];
type Amount = NonNullable<NonNullable<FunctionModel["writes"]>[number]["bytes"]>;

/** Fills a buffer from a peripheral. */
function receive(kind: string, arg: number, bytes: Amount, over: Partial<FunctionModel> = {}): FunctionModel {
  return {
    taint: { kind, outputs: [arg] },
    writes: [{ arg, bytes, content: "unknown", atMost: true }],
    mustCheck: true,
    pure: true,
    ...over,
  };
}

/** STM32 HAL and CMSIS-Driver: serial interfaces that firmware reads messages from. */
export const STM32_HAL: ModelFile = {
  library: "STM32 HAL, CMSIS-Driver",
  functions: {
    HAL_UART_Receive: receive("serial", 1, { arg: 2 }),
    HAL_UART_Receive_IT: receive("serial", 1, { arg: 2 }),
    HAL_UART_Receive_DMA: receive("serial", 1, { arg: 2 }),
    HAL_UARTEx_ReceiveToIdle: {
      ...receive("serial", 1, { arg: 2 }),
      writes: [
        { arg: 1, bytes: { arg: 2 }, content: "unknown", atMost: true },
        { arg: 3, content: "unknown" },
      ],
    },
    HAL_UARTEx_ReceiveToIdle_IT: receive("serial", 1, { arg: 2 }),
    HAL_UARTEx_ReceiveToIdle_DMA: receive("serial", 1, { arg: 2 }),
    HAL_USART_Receive: receive("serial", 1, { arg: 2 }),
    HAL_SPI_Receive: receive("serial", 1, { arg: 2 }),
    HAL_SPI_Receive_IT: receive("serial", 1, { arg: 2 }),
    HAL_SPI_Receive_DMA: receive("serial", 1, { arg: 2 }),
    HAL_SPI_TransmitReceive: receive("serial", 2, { arg: 3 }, { reads: [{ arg: 1, bytes: { arg: 3 } }] }),
    HAL_I2C_Master_Receive: receive("serial", 2, { arg: 3 }),
    HAL_I2C_Slave_Receive: receive("serial", 1, { arg: 2 }),
    HAL_I2C_Mem_Read: receive("serial", 4, { arg: 5 }),
    HAL_CAN_GetRxMessage: { taint: { kind: "can", outputs: [2, 3] }, mustCheck: true, pure: true },
    HAL_UART_Transmit: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    HAL_SPI_Transmit: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    HAL_I2C_Master_Transmit: { reads: [{ arg: 2, bytes: { arg: 3 } }], mustCheck: true, pure: true },
    HAL_FLASH_Program: { mustCheck: true, pure: true },
    HAL_Delay: { sinks: [{ arg: 0, kind: "duration" }], pure: true },
    HAL_GetTick: { pure: true },
    HAL_GPIO_WritePin: { pure: true },
    HAL_GPIO_ReadPin: { returns: { range: { low: 0, high: 1 } }, pure: true },
    NVIC_SystemReset: { noReturn: true },
    CDC_Receive_FS: { pure: true },
  },
  entries: [
    { name: "CDC_Receive_*", kind: "usb", pointees: [0, 1] },
    { name: "HAL_UARTEx_RxEventCallback", kind: "serial", values: [1] },
  ],
};

/** FreeRTOS: queues and buffers hand on what another task or an interrupt received. */
export const FREERTOS: ModelFile = {
  library: "FreeRTOS",
  functions: {
    xStreamBufferReceive: receive("queue", 1, { arg: 2 }, { returns: { range: { low: 0, high: { arg: 2 } } } }),
    xStreamBufferReceiveFromISR: receive("queue", 1, { arg: 2 }, { returns: { range: { low: 0, high: { arg: 2 } } } }),
    xMessageBufferReceive: receive("queue", 1, { arg: 2 }, { returns: { range: { low: 0, high: { arg: 2 } } } }),
    xQueueReceive: { writes: [{ arg: 1, content: "unknown" }], returns: { range: { low: 0, high: 1 } }, mustCheck: true, pure: true },
    xQueueReceiveFromISR: {
      writes: [{ arg: 1, content: "unknown" }],
      returns: { range: { low: 0, high: 1 } },
      mustCheck: true,
      pure: true,
    },
    xQueuePeek: { writes: [{ arg: 1, content: "unknown" }], returns: { range: { low: 0, high: 1 } }, mustCheck: true, pure: true },
    xStreamBufferSend: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    xMessageBufferSend: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    xQueueSend: { mustCheck: true, pure: true },
    xQueueSendFromISR: { mustCheck: true, pure: true },
    pvPortMalloc: {
      returns: { allocates: { bytes: { arg: 0 }, kind: "pvPortMalloc" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "allocation-size" }],
      mustCheck: true,
      pure: true,
    },
    pvPortRealloc: {
      returns: { allocates: { bytes: { arg: 1 }, kind: "pvPortMalloc" }, null: "maybe" },
      mayFree: 0,
      family: "pvPortMalloc",
      mustCheck: true,
      pure: true,
    },
    vPortFree: { frees: [0], family: "pvPortMalloc", pure: true },
    vTaskDelay: { sinks: [{ arg: 0, kind: "duration" }], pure: true },
    vTaskDelete: { pure: true },
    xTaskGetTickCount: { pure: true },
    configASSERT: { assumes: 0 },
  },
};

/** lwIP (src/include/lwip): packet buffers hold what came from the network. */
export const LWIP: ModelFile = {
  library: "lwIP",
  functions: {
    pbuf_copy_partial: {
      taint: { kind: "network", outputs: [1] },
      writes: [{ arg: 1, bytes: { arg: 2 }, content: "unknown", atMost: true }],
      returns: { range: { low: 0, high: { arg: 2 } } },
      pure: true,
    },
    pbuf_get_at: { taint: { kind: "network", returns: true }, returns: { range: { low: 0, high: 255 } }, pure: true },
    pbuf_try_get_at: { taint: { kind: "network", returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true },
    pbuf_free: { pure: true },
    netconn_recv: { taint: { kind: "network", outputs: [1] }, mustCheck: true, pure: true },
    netbuf_data: { taint: { kind: "network", outputs: [1, 2] }, mustCheck: true, pure: true },
    netbuf_copy: receive("network", 1, { arg: 2 }),
    lwip_recv: receive("network", 1, { arg: 2 }, { returns: { range: { low: -1, high: { arg: 2 } } } }),
    lwip_recvfrom: receive("network", 1, { arg: 2 }, { returns: { range: { low: -1, high: { arg: 2 } } } }),
    lwip_read: receive("network", 1, { arg: 2 }, { returns: { range: { low: -1, high: { arg: 2 } } } }),
    lwip_ntohs: { returns: { range: { low: 0, high: 65535 }, taintFrom: [0] }, pure: true },
    lwip_htons: { returns: { range: { low: 0, high: 65535 }, taintFrom: [0] }, pure: true },
    lwip_ntohl: { returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] }, pure: true },
    lwip_htonl: { returns: { range: { low: 0, high: 4294967295 }, taintFrom: [0] }, pure: true },
    mem_malloc: { returns: { allocates: { bytes: { arg: 0 }, kind: "mem_malloc" }, null: "maybe" }, mustCheck: true, pure: true },
    mem_free: { frees: [0], family: "mem_malloc", pure: true },
    MEMCPY: { reads: [{ arg: 1, bytes: { arg: 2 } }], writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 } }], pure: true },
    SMEMCPY: { reads: [{ arg: 1, bytes: { arg: 2 } }], writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 } }], pure: true },
    LWIP_ASSERT: { assumes: 1 },
  },
};

/** TLS libraries and Bluetooth LE stacks: what a peer sends, and what a stack hands to callbacks. */
export const SECURE_TRANSPORT: ModelFile = {
  library: "mbedTLS, OpenSSL, wolfSSL",
  functions: {
    mbedtls_ssl_read: receive("network", 1, { arg: 2 }, { returns: { range: { high: { arg: 2 } } } }),
    mbedtls_net_recv: receive("network", 1, { arg: 2 }, { returns: { range: { high: { arg: 2 } } } }),
    mbedtls_ssl_write: { reads: [{ arg: 1, bytes: { arg: 2 } }], mustCheck: true, pure: true },
    SSL_read: receive("network", 1, { arg: 2 }, { returns: { range: { low: -1, high: { arg: 2 } } } }),
    BIO_read: receive("network", 1, { arg: 2 }, { returns: { range: { low: -2, high: { arg: 2 } } } }),
    wolfSSL_read: receive("network", 1, { arg: 2 }, { returns: { range: { low: -1, high: { arg: 2 } } } }),
    mbedtls_platform_zeroize: { writes: [{ arg: 0, bytes: { arg: 1 }, content: "zero" }], keepsNothing: true, pure: true },
  },
};

export const BLUETOOTH: ModelFile = {
  library: "Bluetooth LE stacks (Zephyr, NimBLE, SoftDevice)",
  functions: {
    os_mbuf_copydata: receive("ble", 3, { arg: 2 }),
    ble_hs_mbuf_to_flat: receive("ble", 1, { arg: 2 }),
    net_buf_simple_pull_u8: { taint: { kind: "ble", returns: true }, returns: { range: { low: 0, high: 255 } }, pure: true },
    net_buf_simple_pull_le16: { taint: { kind: "ble", returns: true }, returns: { range: { low: 0, high: 65535 } }, pure: true },
    net_buf_simple_pull_be16: { taint: { kind: "ble", returns: true }, returns: { range: { low: 0, high: 65535 } }, pure: true },
  },
  entries: [
    // ssize_t write(conn, attr, buf, len, offset, flags)
    { name: "bt_gatt_write_*", kind: "ble", values: [3, 4], pointees: [2] },
  ],
};

/** Allocators of other systems and libraries, by the function that releases what they give. */
export const OTHER_ALLOCATORS: ModelFile = {
  library: "Zephyr, LVGL, GLib, OpenSSL: memory",
  functions: {
    ...allocator("k", ["k_malloc", "k_calloc"], "k_realloc", "k_free"),
    ...allocator("lv", ["lv_malloc", "lv_mem_alloc"], "lv_realloc", "lv_free"),
    ...allocator("g", ["g_try_malloc", "g_try_malloc0"], "g_try_realloc", "g_free"),
    ...allocator("openssl", ["OPENSSL_malloc", "OPENSSL_zalloc"], "OPENSSL_realloc", "OPENSSL_free"),
  },
};

function allocator(kind: string, allocate: readonly string[], reallocate: string, release: string): Record<string, FunctionModel> {
  const gives = (arg: number): FunctionModel => ({
    returns: { allocates: { bytes: { arg }, kind }, null: "maybe" },
    mustCheck: true,
    pure: true,
  });
  const calloc: FunctionModel = {
    ...gives(0),
    returns: { allocates: { bytes: { product: [{ arg: 0 }, { arg: 1 }] }, zeroed: true, kind }, null: "maybe" },
  };
  return {
    ...Object.fromEntries(allocate.map((name) => [name, name.endsWith("calloc") ? calloc : gives(0)])),
    [reallocate]: { ...gives(1), mayFree: 0, family: kind },
    [release]: { frees: [0], family: kind, pure: true },
  };
}
