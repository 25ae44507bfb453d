// Declarations of headers that projects seldom hold, in our own words: types, macros and prototypes, as far as code depends on them.
import type { HeaderModel } from "../../../engine/src/index.js";
import { CMSIS_HEADERS, FREERTOS_HEADERS, STM32_HEADERS } from "./embedded.js";
import { POSIX_HEADERS } from "./posix.js";
import { SOCKET_HEADERS } from "./sockets.js";
import { STANDARD_HEADERS } from "./standard.js";
import { TESTING_HEADERS } from "./testing.js";
import { WINDOWS_HEADERS } from "./windows.js";

export const HEADERS: readonly HeaderModel[] = [
  ...STANDARD_HEADERS,
  ...POSIX_HEADERS,
  ...SOCKET_HEADERS,
  ...WINDOWS_HEADERS,
  ...CMSIS_HEADERS,
  ...FREERTOS_HEADERS,
  ...STM32_HEADERS,
  ...TESTING_HEADERS,
];
