/** How sources of outside data are called in messages, by the kind in their model. */
export const SOURCES: Readonly<Record<string, string>> = {
  network: "the network",
  serial: "a serial link",
  ble: "Bluetooth",
  can: "the CAN bus",
  usb: "USB",
  file: "a file",
  environment: "the environment",
  argument: "the command line",
  user: "user input",
  queue: "another task",
  sensor: "a sensor",
  random: "a random number",
};
