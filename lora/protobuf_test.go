package lora

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
)

// What Meshtastic's own client 2.7.11 writes and reads: made with its generated classes and kept here.
var fromTheClient = map[string]string{
	"want config":  "1880d0acf30e",
	"goodbye":      "2001",
	"heartbeat":    "3a00",
	"packet":       "0afe0115ffffffff180122ed0108800212e701a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a535785634124803",
	"my info":      "08011a1308effdb6f50d40046a0968656c7465632d7633",
	"lora":         "08ac022a29322708011005350000003f38034003480150fdffffffffffffffff0158026001759a615944ba060107",
	"channel":      "52260801122012100102030405060708090a0b0c0d0e0f101a07666f697261696c25050000001802",
	"queue":        "5a1508f9ffffffffffffffff01100f181020f8acd19101",
	"metadata":     "6a130a0d322e382e302e373735343036382001482b",
	"notification": "82011208091505000000181e22073537206d696e73",
	"received":     "123e0d0100000015ffffffff1801220f08800212036162633507000000480135090000003d0100000045000088c04802609fffffffffffffffff017803980104",
	"complete":     "3863",
	"rebooted":     "4001",
	"telemetry":    "0d010000001211086515333383401d00004841250000a03f",
	"routing":      "1809",
}

func unhex(t *testing.T, name string) []byte {
	t.Helper()
	b, err := hex.DecodeString(fromTheClient[name])
	if err != nil || len(b) == 0 {
		t.Fatal(name, err)
	}
	return b
}

func TestWeWriteWhatTheClientWrites(t *testing.T) {
	frame := bytes.Repeat([]byte{0xA5}, 231)
	for name, got := range map[string][]byte{
		"want config": sayWantConfig(4000000000),
		"goodbye":     sayGoodbye(),
		"heartbeat":   sayHeartbeat(),
		"packet":      sayPacket(meshHanded{id: 0x12345678, channel: 1, hops: 3, port: portPrivate, payload: frame}),
	} {
		if want := unhex(t, name); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", name, got, want)
		}
	}
}

func TestWeReadWhatTheClientWrites(t *testing.T) {
	for name, want := range map[string]string{
		"my info":      "node 3735928559",
		"lora":         "{usePreset:true preset:5 bandwidth:0 spreading:0 coding:0 region:3 hops:3 sends:true power:-3 slot:2 ignoresDuty:true frequency:869.5250244140625 offset:0.5}",
		"channel":      "{index:1 role:2 name:foirail key:[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16]}",
		"queue":        "{result:-7 free:15 most:16 packet:305419896}",
		"metadata":     "{firmware:2.8.0.7754068 model:43}",
		"notification": "notice 57 mins",
		"received":     "from 1 to 4294967295 channel 1 port 256 payload 616263 request 7 rssi -97 snr -4.25",
		"complete":     "complete 99",
		"rebooted":     "rebooted",
	} {
		m, err := decodeFromBoard(unhex(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := m.story(); got != want {
			t.Errorf("%s is read as %s, want %s", name, got, want)
		}
	}
}

// story tells what is in a message.
func (m fromBoard) story() string {
	switch {
	case m.packet != nil:
		p := m.packet
		return fmt.Sprintf("from %d to %d channel %d port %d payload %x request %d rssi %d snr %v",
			p.from, p.to, p.channel, p.data.port, p.data.payload, p.data.request, p.rssi, p.snr)
	case m.lora != nil:
		return fmt.Sprintf("%+v", *m.lora)
	case m.channel != nil:
		return fmt.Sprintf("%+v", *m.channel)
	case m.queue != nil:
		return fmt.Sprintf("%+v", *m.queue)
	case m.metadata != nil:
		return fmt.Sprintf("%+v", *m.metadata)
	case m.node != 0:
		return fmt.Sprint("node ", m.node)
	case m.complete != 0:
		return fmt.Sprint("complete ", m.complete)
	case m.rebooted:
		return "rebooted"
	}
	return "notice " + m.notice
}

func TestTelemetryAndRouting(t *testing.T) {
	var m meshMetrics
	if err := eachField(unhex(t, "telemetry"), m.field); err != nil || m.load != 12.5 || m.sent != 1.25 {
		t.Errorf("%+v, %v", m, err)
	}
	if reason, err := routingError(unhex(t, "routing")); err != nil || reason != 9 {
		t.Errorf("%d, %v", reason, err)
	}
}

func TestMalformedMessages(t *testing.T) {
	for name, text := range map[string]string{
		"a field number of zero":             "\x00\x01",
		"a field number that is too large":   "\x80\x80\x80\x80\x80\x01\x01",
		"a kind that is gone":                "\x0b",
		"a kind that never was":              "\x0f",
		"a tag that is cut off":              "\x80",
		"a number that is cut off":           "\x38\x80",
		"a number of eleven bytes":           "\x38\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
		"a number of more than 64 bits":      "\x38\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
		"a length beyond the end":            "\x12\x05abc",
		"a length that no memory has":        "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
		"four bytes that are cut off":        "\x3d\x01\x02",
		"eight bytes that are cut off":       "\x39\x01\x02\x03\x04",
		"a number where a message should be": "\x10\x01",
		"a message where a number should be": "\x3a\x00",
		"a message within that is malformed": "\x12\x03\x0d\x01\x02",
		"another kind within":                "\x12\x02\x08\x01",
		"too long a message":                 string(make([]byte, 513)),
	} {
		if m, err := decodeFromBoard([]byte(text)); err == nil {
			t.Errorf("%s was read as %+v", name, m)
		}
	}
}

// What we do not know is read over, in every kind.
func TestWhatIsNewIsReadOver(t *testing.T) {
	text := "\xa0\x06\x01" + "\xa1\x06\x01\x02\x03\x04\x05\x06\x07\x08" + "\xa2\x06\x03new" + "\xa5\x06\x01\x02\x03\x04" + "\x38\x2a"
	m, err := decodeFromBoard([]byte(text))
	if err != nil || m.complete != 42 {
		t.Errorf("%+v, %v", m, err)
	}
}

func FuzzFromBoard(f *testing.F) {
	for name := range fromTheClient {
		b, _ := hex.DecodeString(fromTheClient[name])
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeFromBoard(b)
		if err != nil {
			return
		}
		if c := m.channel; c != nil && (len(c.key) > len(b) || len(c.name) > 3*len(b)) {
			t.Errorf("%x grew to %+v", b, c)
		}
		if p := m.packet; p != nil && p.data != nil {
			routingError(p.data.payload)
			var metrics meshMetrics
			eachField(p.data.payload, metrics.field)
		}
		facts := boardFacts{}
		facts.note(m)
		if facts.lora != nil {
			if modem, err := facts.lora.modem(facts.primary()); err == nil && (modem.airtime(1) <= 0 || modem.airtime(meshtasticMTU) <= modem.airtime(1)) {
				t.Errorf("%+v has an airtime of %v", modem, modem.airtime(1))
			}
		}
	})
}
