// Package loratest is a seeded air with simulated radios, for tests.
//
// The [Air] is pure: it knows stations, how well each hears each, and what is on the air; it has a time of its own, no goroutine and
// no clock, and with the same seed the same story happens. It computes loss, half duplex, collisions with capture and time on air,
// and it watches every transmitter's rolling hour by itself: what sends more than its share is told as a [Breach]. A seeded world
// drives it by [Air.Next] and [Air.Step].
//
// [Live] lets the time of an air pass with the real one, or faster, for devices that real programs speak to. A [Device] is what
// stands behind a serial port: bytes in, bytes out, acting on the air. It is written as a machine without goroutines, too: [RNode],
// [Meshtastic] and [REYAX] act as the firmwares do, and other people's drivers judge the first two (`PART=lora make interop`). [Dock]
// plugs devices into named ports in memory, [Pty] and [ListenTCP] make them reachable for other people's programs.
//
// [Suite] is what every driver has to pass.
//
// It imports lora and nothing else of ours, and nothing but tests and test programs import it.
package loratest
