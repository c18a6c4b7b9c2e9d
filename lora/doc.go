// Package lora carries bytes through a radio. A frame goes in at one village and comes out at the next, or does not: nothing here
// promises that it arrives, comes once, or in order. It knows frames, never entries or money, and imports no other room.
//
// A [Radio] owns one device behind one port. It opens the port, opens it again after the device was unplugged (also under another
// name), keeps a lock so that no second program steals its bytes, and says in one word how it is. What differs from device to
// device is a [Driver]: it holds one conversation over an open [Line] with the help of its [Desk], and knows no port, no lock and
// no budget. [Open] makes a Radio from the words people write:
//
//	rnode:/dev/serial/by-id/usb-…          rnode:tcp://host:7633
//	meshtastic:/dev/serial/by-id/usb-…     meshtastic:tcp://host:4403
//	reyax:/dev/ttyS0
//
// [RNode] is a radio alone, [Meshtastic] the board of a mesh that others may use, too, [REYAX] a module that takes lines of text.
//
// What always holds:
//
//   - A frame that may reach the air is spent from the [Budget] first, and what is spent is synced to the disk first. A frame that
//     the driver then could not hand over stays spent. No restart, crash or clock makes airtime anew.
//   - A frequency that no sub-band of the [Region] allows is refused, in words, before a port is opened.
//   - Nothing is sent but by [Radio.Send], one frame at a time.
//   - Bytes from a device are bounded before anything is stored, and a device that says nonsense costs itself, nobody else.
//
// Units: frequencies and bandwidths in hertz, powers in dBm, lengths in bytes, airtime as time.Duration. The formulas and the
// tables are pure; clocks come in by Config.
//
// The running node makes the radios; the mesh hands them frames and asks [Radio.MTU], [Radio.Airtime] and [Radio.Status].
// Simulated devices and the suite that every driver has to pass live in lora/loratest.
package lora
