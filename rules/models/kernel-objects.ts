import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];
type Functions = Record<string, FunctionModel>;

/** Gives a handle, or null when the heap or the configured number is used up. */
const CREATES: FunctionModel = { returns: { null: "maybe" }, mustCheck: true, pure: true };

/** Needs a handle in its first argument. */
const USES: FunctionModel = { nonNull: [0], pure: true };

/** Copies what another task or an interrupt sent to where this argument points. */
function hands(arg: number): FunctionModel {
  return { nonNull: [0], writes: [{ arg, content: "unknown" }], mustCheck: true, pure: true };
}

function each(names: string, model: FunctionModel): Functions {
  return Object.fromEntries(names.split(" ").map((name) => [name, model]));
}

/** Memory of one kind: functions that give so many bytes, clear them, give others for them, and release them. */
function memory(kind: string, give: Readonly<Record<string, number>>, release: string, cleared: string, again: string): Functions {
  const gives = (arg: number): FunctionModel => ({
    returns: { allocates: { bytes: { arg }, kind }, null: "maybe" },
    sinks: [{ arg, kind: "allocation-size" }],
    mustCheck: true,
    pure: true,
  });
  return {
    ...Object.fromEntries(Object.entries(give).map(([name, arg]) => [name, gives(arg)])),
    ...(cleared === ""
      ? {}
      : {
          [cleared]: {
            returns: { allocates: { bytes: { product: [{ arg: 0 }, { arg: 1 }] }, zeroed: true, kind }, null: "maybe" },
            mustCheck: true,
            pure: true,
          },
        }),
    ...(again === "" ? {} : { [again]: { ...gives(1), mayFree: 0, family: kind } }),
    [release]: { frees: [0], family: kind, pure: true },
  };
}

/** Queues, semaphores and timers of FreeRTOS, CMSIS-RTOS2 and ThreadX: their creation can fail, and their use then ends in a fault. */
export const KERNEL_OBJECTS: ModelFile = {
  library: "FreeRTOS, CMSIS-RTOS2, Zephyr: kernel objects",
  functions: {
    ...each("xQueueCreate xSemaphoreCreateMutex xSemaphoreCreateBinary xSemaphoreCreateCounting xSemaphoreCreateRecursiveMutex", CREATES),
    ...each("xEventGroupCreate xTimerCreate xStreamBufferCreate xMessageBufferCreate xQueueCreateSet", CREATES),
    ...each("osMessageQueueNew osMutexNew osSemaphoreNew osEventFlagsNew osTimerNew osThreadNew osMemoryPoolNew", CREATES),
    ...each("osMemoryPoolAlloc pbuf_alloc netbuf_new netconn_new tcp_new udp_new", CREATES),
    ...each("uxQueueMessagesWaiting xSemaphoreGive xEventGroupSetBits xTimerStart xTimerReset", USES),
    osMessageQueueGet: hands(1),
    osMessageQueuePut: { nonNull: [0], mustCheck: true, pure: true },
    k_msgq_get: hands(1),
    k_msgq_peek: hands(1),
    k_pipe_get: {
      nonNull: [0],
      taint: { kind: "queue", outputs: [1] },
      writes: [
        { arg: 1, bytes: { arg: 2 }, content: "unknown", atMost: true },
        { arg: 3, content: "unknown" },
      ],
      mustCheck: true,
      pure: true,
    },
    k_fifo_get: { returns: { null: "maybe" }, mustCheck: true, pure: true },
    k_heap_alloc: { returns: { allocates: { bytes: { arg: 1 }, kind: "k_heap" }, null: "maybe" }, mustCheck: true, pure: true },
    k_heap_free: { frees: [1], family: "k_heap", pure: true },
    ...memory("heap_caps", { heap_caps_malloc: 0 }, "heap_caps_free", "heap_caps_calloc", "heap_caps_realloc"),
  },
};

/** Memory that libraries allocate by functions of their own, which may have another heap. */
export const LIBRARY_MEMORY: ModelFile = {
  library: "SQLite, wolfSSL, libcoap, mosquitto: memory",
  functions: {
    ...memory("sqlite3", { sqlite3_malloc: 0, sqlite3_malloc64: 0 }, "sqlite3_free", "", "sqlite3_realloc"),
    ...memory("wolfssl", { wolfSSL_Malloc: 0, XMALLOC: 0 }, "wolfSSL_Free", "", "wolfSSL_Realloc"),
    XFREE: { frees: [0], family: "wolfssl", pure: true },
    coap_malloc_type: { returns: { allocates: { bytes: { arg: 1 }, kind: "coap" }, null: "maybe" }, mustCheck: true, pure: true },
    coap_free_type: { frees: [1], family: "coap", pure: true },
    ...each("coap_new_pdu coap_pdu_init coap_new_context coap_new_client_session mosquitto_new MQTTAsync_malloc", CREATES),
    ...each("SSL_new SSL_CTX_new EVP_CIPHER_CTX_new EVP_MD_CTX_new BIO_new BN_new wolfSSL_new wolfSSL_CTX_new", CREATES),
  },
};
