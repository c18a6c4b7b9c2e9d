package lora

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The reasons of the mesh's own that we act on.
const (
	meshFine        = 0
	meshNoInterface = 4
	meshNoChannel   = 6
	meshTooLarge    = 7
	meshDutyCycle   = 9
	meshFull        = 32
)

// meshReasons are the reasons why a packet was not sent.
var meshReasons = map[int]string{
	1: "no road leads there", 2: "a board on the way refused it", 3: "it took too long",
	meshNoInterface: "the board has no radio that works", 5: "nobody repeated it", meshNoChannel: "the board does not know the channel",
	meshTooLarge: "it is too large for one packet", 8: "nobody answered",
	meshDutyCycle: "the board has reached the duty cycle of its region",
	meshFull:      "the board's queue is full", 33: "the board does not allow it", 34: "sending is turned off on the board",
	38: "too many in a short time",
}

// meshCauses are those that say more to people than a number.
var meshCauses = map[int]Cause{meshNoInterface: Broken, meshTooLarge: TooLarge, meshDutyCycle: DutyReached, meshFull: QueueFull, 34: SendingOff}

func meshReason(code int) string {
	if text := meshReasons[code]; text != "" {
		return text
	}
	return fmt.Sprintf("error %d", code)
}

// MeshRefused is returned by Send when the board did not take the frame.
type MeshRefused struct{ Reason int }

func (e *MeshRefused) Error() string { return "the board did not send it: " + meshReason(e.Reason) }

// Cause is what the board's number means.
func (e *MeshRefused) Cause() Cause { return cmp.Or(meshCauses[e.Reason], NotSent) }

// Facts are the number.
func (e *MeshRefused) Facts() Facts { return because(e.Cause(), e.Reason).facts }

// meshModels are boards that people have, by Meshtastic's number.
var meshModels = map[uint32]string{
	3: "LoRa32 v2.1", 4: "T-Beam", 5: "Heltec V2", 7: "T-Echo", 9: "RAK4631", 10: "Heltec V2.1", 12: "T-Beam Supreme", 16: "T3-S3",
	26: "RAK11310", 31: "Station G2", 37: "Linux", 43: "Heltec V3", 44: "Wireless Stick Lite V3", 48: "Wireless Tracker", 49: "Wireless Paper",
	50: "T-Deck", 63: "nRF52 Promicro", 69: "Heltec T114", 81: "XIAO ESP32S3", 88: "XIAO nRF52", 89: "ThinkNode M1", 110: "Heltec V4",
}

func meshModel(n uint32) string {
	if name := meshModels[n]; name != "" {
		return name
	}
	return fmt.Sprintf("Meshtastic model %d", n)
}

// signsFrom is the firmware that began to sign broadcasts.
var signsFrom = [2]uint64{2, 8}

// signs tells whether a firmware signs broadcasts. One that cannot be read counts as one that does: that costs more.
func signs(firmware string) bool {
	signs, known := MeshtasticSigns(firmware)
	return signs || !known
}

// MeshtasticSigns tells whether a version of the firmware signs broadcasts; known: the version could be read.
func MeshtasticSigns(version string) (signs, known bool) {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return false, false
	}
	major, err1 := strconv.ParseUint(parts[0], 10, 16)
	minor, err2 := strconv.ParseUint(parts[1], 10, 16)
	if err1 != nil || err2 != nil {
		return false, false
	}
	return major > signsFrom[0] || major == signsFrom[0] && minor >= signsFrom[1], true
}

// longestBar is the longest that a duty cycle can keep a board silent.
const longestBar = time.Hour

// minutesIn finds how many minutes to wait in what the board says: "… you can send again in 57 mins".
func minutesIn(notice string) time.Duration {
	words := strings.Fields(notice)
	for i := 1; i < len(words); i++ {
		n, err := strconv.Atoi(words[i-1])
		if err == nil && n >= 0 && strings.HasPrefix(words[i], "min") {
			return min(time.Duration(min(n, 60))*time.Minute, longestBar)
		}
	}
	return 0
}
