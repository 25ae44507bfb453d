// What the product knows of libraries, as data in the engine's schema.
import type { ModelFile } from "../../engine/src/index.js";
import { C_LIBRARY } from "./c-library.js";
import { BLUETOOTH, FREERTOS, LWIP, SECURE_TRANSPORT, STM32_HAL } from "./embedded.js";
import { POSIX } from "./posix.js";

export const MODELS: readonly ModelFile[] = [POSIX, STM32_HAL, FREERTOS, LWIP, SECURE_TRANSPORT, BLUETOOTH, C_LIBRARY];
