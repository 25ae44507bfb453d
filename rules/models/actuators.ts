import type { ModelFile } from "../../engine/src/index.js";

/** Position of the value that an actuator gets, by function: `name:argument`. */
const OUTPUTS =
  "HAL_DAC_SetValue:3 DAC_SetChannel1Data:1 DAC_SetChannel2Data:1 LL_DAC_ConvertData12RightAligned:2 LL_DAC_ConvertData12LeftAligned:2 LL_DAC_ConvertData8RightAligned:2 __HAL_TIM_SET_COMPARE:2 __HAL_TIM_SetCompare:2 TIM_SetCompare1:1 TIM_SetCompare2:1 TIM_SetCompare3:1 TIM_SetCompare4:1 LL_TIM_OC_SetCompareCH1:1 LL_TIM_OC_SetCompareCH2:1 LL_TIM_OC_SetCompareCH3:1 LL_TIM_OC_SetCompareCH4:1 analogWrite:1 ledc_set_duty:2 ledc_set_duty_and_update:2 mcpwm_set_duty:3 mcpwm_comparator_set_compare_value:1 dac_output_voltage:1 dac_oneshot_output_voltage:1 dac_write_value:2 pwm_set_gpio_level:1 pwm_set_chan_level:2 pwm_set_pulse_dt:1 pwm_set_dt:2 pwm_set:3 pwm_set_cycles:3 nrfx_pwm_simple_playback:1 PWM_DRV_SetPwmDuty:2 Cy_TCPWM_PWM_SetCompare0:2";

/** What moves, heats or pumps: pulse widths and voltages of STM32, ESP-IDF, Zephyr, Arduino, Raspberry Pi Pico and others. */
export const ACTUATORS: ModelFile = {
  library: "Pulse width and analogue outputs",
  functions: Object.fromEntries(
    OUTPUTS.split(" ").map((entry) => {
      const [name = "", arg = "0"] = entry.split(":");
      return [name, { sinks: [{ arg: Number(arg), kind: "actuator" }], pure: true }];
    }),
  ),
};
