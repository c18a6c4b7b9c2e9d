package lora

import (
	"testing"
	"time"
)

// How others would carry what Foirail says of one payment, by their own documents: help/radios.md tells the table, this is its
// arithmetic. All are reckoned at SF8, 125 kHz, 4/5, each with its own heads, so that only the bytes differ.

// foirailFrames are the bytes on the air of an RNode: a frame of records has a head of 12 bytes, each packet one of the board's.
func foirailFrames(records int) (packets []int) {
	const head = 12
	for ; records > 0; records -= rnodeMTU - head {
		packets = append(packets, min(records, rnodeMTU-head)+head+1)
	}
	return packets
}

// lxmfPackets are those of one LXMF message sent opportunistically: the content and 111 bytes, of which the 16 of the addressee stand in
// Reticulum's head; padded to 16; 32 of a key, 48 of a token, 19 of the head; cut into packets of an RNode; and the proof of 84.
func lxmfPackets(content int) (packets []int) {
	message := content + 111 - 16
	raw := (message/16+1)*16 + 32 + 48 + 19
	for ; raw > 0; raw -= rnodePacket {
		packets = append(packets, min(raw, rnodePacket)+1)
	}
	return append(packets, 84)
}

// btcmeshPackets are those of one BTCMesh session: lines of text with 170 hexadecimal digits, an acknowledgement of each, and the word
// at the end, as direct messages of Meshtastic under the addressee's key.
func btcmeshPackets(content int) (packets []int) {
	const part, line, ask, all, end = 85, len("BTC_TX|a1b2c|1/1|"), len("BTC_CHUNK_ACK|a1b2c|1|REQUEST_CHUNK|2"), len("BTC_CHUNK_ACK|a1b2c|1|ALL_CHUNKS_RECEIVED"), len("BTC_ACK|a1b2c|TXID:") + 64
	for ; content > 0; content -= part {
		ack := ask
		if content <= part {
			ack = all
		}
		packets = append(packets, direct(line+2*min(content, part)), direct(ack))
	}
	return append(packets, direct(end))
}

// direct is a text of Meshtastic to one node, on the air.
func direct(text int) int {
	const key = 12
	return meshtasticHeader + meshtasticWrap(text) - 1 + text + key // the port of texts takes one byte less than ours
}

func onAir(m Modulation, packets []int) (bytes int, airtime time.Duration) {
	for _, n := range packets {
		bytes, airtime = bytes+n, airtime+m.Airtime(n)
	}
	return bytes, airtime
}

func TestTheSamePaymentOverOthers(t *testing.T) {
	rnode := RNodeModulation(Modulation{Bandwidth: 125_000, Spreading: 8, Coding: 5})
	mesh := Modulation{Bandwidth: 125_000, Spreading: 8, Coding: 5, Preamble: meshtasticPreamble}
	const payment, vote, ten = 75, 76, 1032 // ledger/entry: a payment; one of three votes of 228; ten payments with their certificate
	times := func(n int, packets []int) (all []int) {
		for range n {
			all = append(all, packets...)
		}
		return all
	}
	three := func(packets func(int) []int) []int { return append(packets(payment), times(3, packets(vote))...) }
	for _, c := range []struct {
		name    string
		m       Modulation
		packets []int
		share   int // payments in it
		bytes   int
		millis  int64
	}{
		{"Foirail, the payment", rnode, foirailFrames(payment), 1, 88, 297},
		{"LXMF, the payment", rnode, lxmfPackets(payment), 1, 361, 1138},
		{"BTCMesh, the payment", mesh, btcmeshPackets(payment), 1, 394, 1207},
		{"Foirail, with three votes, each alone", rnode, three(foirailFrames), 1, 355, 1189},
		{"LXMF, with three votes", rnode, three(lxmfPackets), 1, 1444, 4552},
		{"BTCMesh, with three votes", mesh, three(btcmeshPackets), 1, 1582, 4861},
		{"Foirail, ten with their votes", rnode, foirailFrames(ten), 10, 109, 317},
		{"LXMF, ten with their votes, as four messages", rnode, times(4, lxmfPackets(ten/4)), 10, 221, 651},
		{"BTCMesh, ten with their votes, as one session", mesh, btcmeshPackets(ten), 10, 378, 1149},
	} {
		bytes, airtime := onAir(c.m, c.packets)
		t.Logf("%-46s %2d packets, %4d bytes, %5d ms; a payment %d bytes, %d ms", c.name, len(c.packets), bytes, airtime.Milliseconds(),
			bytes/c.share, airtime.Milliseconds()/int64(c.share))
		if bytes/c.share != c.bytes || airtime.Milliseconds()/int64(c.share) != c.millis {
			t.Errorf("%s: the page says %d bytes and %d ms", c.name, c.bytes, c.millis)
		}
	}
}
