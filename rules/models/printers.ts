import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

/**
 * Functions that print by a format, beside those of ISO C: GNU C (stdio.h, err.h, error.h), Zephyr (sys/printk.h), newlib, Segger RTT, ESP-IDF,
 * NuttX, Xilinx and others, as their headers declare them.
 */
export const PRINTERS: ModelFile = {
  library: "printf-like functions",
  aliases: {
    __builtin_va_start: "va_start",
    __builtin_va_copy: "va_copy",
    __builtin_va_end: "va_end",
    // Annex K and Microsoft's names (stdio.h).
    printf_s: "printf",
    fprintf_s: "fprintf",
    wprintf_s: "wprintf",
    fwprintf_s: "fwprintf",
    _snprintf: "snprintf",
    _vsnprintf: "vsnprintf",
    snprintf_s: "snprintf",
    sprintf_s: "snprintf",
    siprintf: "sprintf",
    sniprintf: "snprintf",
    iprintf: "printf",
    fiprintf: "fprintf",
    tfp_sprintf: "sprintf",
    g_snprintf: "snprintf",
  },
  functions: {
    // stdarg.h (C11 7.16): they read where the arguments lie, not what they point to.
    va_start: { pure: true, reserved: true },
    va_copy: { pure: true, reserved: true },
    va_end: { pure: true, reserved: true },
    dprintf: prints(1),
    vdprintf: prints(1),
    asprintf: makes(1),
    vasprintf: makes(1),
    printk: prints(0),
    vprintk: prints(0),
    xil_printf: prints(0),
    tfp_printf: prints(0),
    SEGGER_RTT_printf: prints(1),
    esp_rom_printf: prints(0),
    ets_printf: prints(0),
    PRINTF: prints(0),
    DbgConsole_Printf: prints(0),
    am_util_stdio_printf: prints(0),
    warn: prints(0),
    warnx: prints(0),
    vwarn: prints(0),
    err: { ...prints(1), noReturn: true },
    errx: { ...prints(1), noReturn: true },
    error: prints(2),
  },
};

function prints(format: number): FunctionModel {
  return { sinks: [{ arg: format, kind: "format" }], nonNull: [format], pure: true };
}

/** Allocates the text and stores where it is. */
function makes(format: number): FunctionModel {
  return {
    writes: [{ arg: 0, content: { formatOf: format } }],
    sinks: [{ arg: format, kind: "format" }],
    nonNull: [0, format],
    mustCheck: true,
    pure: true,
  };
}
