package lora

import (
	"math"
	"testing"
	"time"
)

func mod(spreading, bandwidth, coding int) Modulation {
	return Modulation{Bandwidth: bandwidth, Spreading: spreading, Coding: coding, Preamble: 8}
}

// rows hold milliseconds for payloads of some lengths.
type row struct {
	name string
	mod  Modulation
	ms   []int
}

func checkRows(t *testing.T, lengths []int, rows []row, airtime func(Modulation, int) time.Duration) {
	t.Helper()
	for _, r := range rows {
		for i, n := range lengths {
			if got := airtime(r.mod, n); int(math.Round(got.Seconds()*1000)) != r.ms[i] {
				t.Errorf("%s: %d bytes take %v, want %d ms", r.name, n, got, r.ms[i])
			}
		}
	}
}

// A public data sheet gives 164.864 ms for this one.
func TestAirtimeToTheMicrosecond(t *testing.T) {
	if got := mod(9, 125000, 5).Airtime(13); got != 164864*time.Microsecond {
		t.Errorf("13 bytes take %v", got)
	}
}

func TestAirtimeOfRawLoRa(t *testing.T) {
	checkRows(t, []int{32, 64, 100, 160, 233, 255}, []row{
		{"SF7/125", mod(7, 125000, 5), []int{72, 118, 174, 261, 369, 400}},
		{"SF9/125", mod(9, 125000, 5), []int{247, 390, 554, 820, 1148, 1250}},
		{"SF11/125", mod(11, 125000, 5), []int{987, 1561, 2216, 3281, 4592, 5001}},
		{"SF12/125", mod(12, 125000, 5), []int{1810, 2793, 3940, 5906, 8364, 9019}},
	}, Modulation.Airtime)
}

func TestAirtimeOfAnRNode(t *testing.T) {
	checkRows(t, []int{32, 64, 100, 160, 233}, []row{
		{"SF7/125", mod(7, 125000, 5), []int{88, 140, 191, 278, 385}},
		{"SF7/250", mod(7, 250000, 5), []int{56, 82, 107, 151, 204}},
		{"SF8/125", mod(8, 125000, 5), []int{154, 236, 328, 482, 666}},
		{"SF9/125", mod(9, 125000, 5), []int{288, 431, 595, 861, 1209}},
		{"SF10/125", mod(10, 125000, 5), []int{535, 821, 1108, 1599, 2173}},
		{"SF11/125", mod(11, 125000, 5), []int{1151, 1724, 2380, 3445, 4755}},
		{"SF12/125", mod(12, 125000, 5), []int{2138, 3121, 4432, 6398, 8692}},
	}, RNodeAirtime)
}

func TestAnRNodeSendsLongFramesAsTwoPackets(t *testing.T) {
	m := mod(8, 125000, 5)
	whole := RNodeAirtime(m, 254)
	if got := RNodeAirtime(m, 255); got != whole+RNodeAirtime(m, 1) {
		t.Errorf("255 bytes take %v, 254 take %v", got, whole)
	}
	if got := RNodeAirtime(m, 508); got != 2*whole {
		t.Errorf("508 bytes take %v, twice 254 is %v", got, 2*whole)
	}
}

func TestAirtimeOfMeshtastic(t *testing.T) {
	checkRows(t, []int{32, 64, 100, 160, 231}, []row{
		{"ShortFast", mod(7, 250000, 5), []int{58, 81, 107, 153, 204}},
		{"ShortSlow", mod(8, 250000, 5), []int{106, 147, 193, 270, 362}},
		{"MediumFast", mod(9, 250000, 5), []int{191, 263, 345, 488, 642}},
		{"MediumSlow", mod(10, 250000, 5), []int{361, 484, 628, 873, 1181}},
		{"LongFast", mod(11, 250000, 5), []int{641, 887, 1174, 1624, 2157}},
		{"LongModerate", mod(11, 125000, 8), []int{2167, 3084, 4133, 5837, 7934}},
		{"LongSlow", mod(12, 125000, 8), []int{3809, 5644, 7479, 10625, 14295}},
	}, MeshtasticAirtime)
}

// A broadcast that is signed is 66 bytes longer.
func TestAirtimeOfSignedMeshtastic(t *testing.T) {
	checkRows(t, []int{100}, []row{
		{"ShortFast", mod(7, 250000, 5), []int{155}},
		{"MediumFast", mod(9, 250000, 5), []int{498}},
		{"LongFast", mod(11, 250000, 5), []int{1665}},
	}, func(m Modulation, n int) time.Duration {
		m.Preamble = meshtasticPreamble
		return m.Airtime(meshtasticHeader + meshtasticWrap(n) + n + meshtasticSigned)
	})
}

func TestAirtimeGrowsWithEveryByte(t *testing.T) {
	for spreading := 5; spreading <= 12; spreading++ {
		m := mod(spreading, 125000, 6)
		for n := range 255 {
			if m.Airtime(n+1) < m.Airtime(n) {
				t.Errorf("SF%d: %d bytes take less than %d", spreading, n+1, n)
			}
		}
	}
}
