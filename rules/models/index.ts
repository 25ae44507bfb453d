// What the product knows of libraries, as data in the engine's schema.
import type { ModelFile } from "../../engine/src/index.js";
import { C_LIBRARY } from "./c-library.js";
import { ACTUATORS } from "./actuators.js";
import { CPP_LIBRARY } from "./cpp-library.js";
import { CREDENTIAL_USERS } from "./credentials.js";
import { BLUETOOTH, FREERTOS, LWIP, OTHER_ALLOCATORS, SECURE_TRANSPORT, STM32_HAL } from "./embedded.js";
import { ESP_IDF, MESSAGING, SENSORS, TLS_MORE, ZEPHYR } from "./gateways.js";
import { KERNEL_OBJECTS, LIBRARY_MEMORY } from "./kernel-objects.js";
import { BLUETOOTH_PEERS, BROKERS, DEVICE_INPUTS } from "./peers.js";
import { POSIX } from "./posix.js";
import { PRINTERS } from "./printers.js";
import { PROGRAMS_AND_FILES } from "./programs-and-files.js";
import { QUERIES } from "./queries.js";
import { WIDE_CHARACTERS } from "./wide-characters.js";

export const MODELS: readonly ModelFile[] = [
  ACTUATORS,
  CREDENTIAL_USERS,
  KERNEL_OBJECTS,
  LIBRARY_MEMORY,
  BLUETOOTH_PEERS,
  BROKERS,
  DEVICE_INPUTS,
  ESP_IDF,
  MESSAGING,
  SENSORS,
  TLS_MORE,
  ZEPHYR,
  POSIX,
  PROGRAMS_AND_FILES,
  PRINTERS,
  QUERIES,
  STM32_HAL,
  FREERTOS,
  LWIP,
  OTHER_ALLOCATORS,
  SECURE_TRANSPORT,
  BLUETOOTH,
  WIDE_CHARACTERS,
  C_LIBRARY,
  CPP_LIBRARY,
];
