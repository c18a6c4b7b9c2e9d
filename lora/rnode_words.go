package lora

import (
	"cmp"
	"fmt"
)

// The commands of the RNode firmware, both ways.
const (
	cmdData      = 0x00
	cmdFrequency = 0x01
	cmdBandwidth = 0x02
	cmdPower     = 0x03
	cmdSpreading = 0x04
	cmdCoding    = 0x05
	cmdState     = 0x06
	cmdDetect    = 0x08
	cmdLeave     = 0x0A
	cmdShortLock = 0x0B
	cmdLongLock  = 0x0C
	cmdReady     = 0x0F
	cmdRSSI      = 0x23
	cmdSNR       = 0x24
	cmdChannel   = 0x25
	cmdScreen    = 0x41
	cmdBoard     = 0x47
	cmdPlatform  = 0x48
	cmdMCU       = 0x49
	cmdVersion   = 0x50
	cmdReset     = 0x55
	cmdError     = 0x90
)

// The bytes that go with them.
const (
	detectAsk    = 0x73
	detectAnswer = 0x46
	resetByte    = 0xF8
	leaveByte    = 0xFF
	radioOn      = 0x01
	radioOff     = 0x00
	stateAsk     = 0xFF
	signalZero   = 157 // what is added to a strength in dBm to make it a byte
	channelBytes = 11  // of the figures that come every second
)

// The oldest firmware that speaks all of this.
const (
	oldestMajor = 1
	oldestMinor = 52
)

// rnodeBoards are the boards that people have, by the byte that they answer.
var rnodeBoards = map[byte]string{
	0x31: "RNode", 0x32: "homebrew", 0x33: "T-Beam", 0x34: "Huzzah32", 0x35: "ESP32", 0x36: "LoRa32 v2.0", 0x37: "LoRa32 v2.1",
	0x38: "Heltec V2", 0x39: "LoRa32 v1.0", 0x3A: "Heltec V3", 0x3B: "T-Deck", 0x3C: "Heltec T114", 0x3D: "T-Beam Supreme",
	0x3E: "XIAO ESP32S3", 0x3F: "Heltec V4", 0x40: "RNode v2.0", 0x41: "RNode v2.1", 0x42: "T3-S3", 0x44: "T-Echo", 0x50: "nRF52",
	0x51: "RAK4631",
}

func boardName(b byte) string {
	if name := rnodeBoards[b]; name != "" {
		return name
	}
	return fmt.Sprintf("board %02X", b)
}

// rnodeErrors are the complaints of the firmware.
var rnodeErrors = map[byte]string{
	0x01: "the radio chip does not start",
	0x02: "a packet could not be sent",
	0x03: "the settings memory is locked",
	0x04: "the queue is full",
	0x05: "the memory runs low",
	0x06: "the radio chip does not answer",
}

// rnodeCauses are those that say more to people than a number.
var rnodeCauses = map[byte]Cause{0x01: Broken, 0x03: LowMemory, 0x04: QueueFull, 0x05: LowMemory, 0x06: Broken}

func rnodeComplaint(b byte) *Complaint {
	text := cmp.Or(rnodeErrors[b], fmt.Sprintf("error %02X", b))
	if cause := rnodeCauses[b]; cause != "" {
		return complaint(because(cause), text)
	}
	return complaint(because(NotSent, fmt.Sprintf("%02X", b)), text)
}
