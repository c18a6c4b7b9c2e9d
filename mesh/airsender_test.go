package mesh

import (
	"testing"

	"foirail/ledger/entry"
)

func TestAirSender(t *testing.T) {
	node := [4]byte{1, 2, 3, 4}
	tag := [entry.AirTagSize]byte{9}
	beacon := encodeAir(tag, &airBeacon{node: node})
	key := [AirKeySize]byte{7}
	for _, c := range []struct {
		name  string
		frame []byte
		key   *[AirKeySize]byte
		said  bool
	}{
		{"a beacon", beacon, nil, true},
		{"a beacon of what is lacking", encodeAir(tag, &airLacking{airBeacon{node: node}, []airMark{{1, 2}}}), nil, true},
		{"a frontier", encodeAir(tag, &airFrontier{node: node}), nil, true},
		{"a hidden beacon", (&veil{key}).hide([veilNonceSize]byte{5}, beacon), &key, true},
		{"a hidden beacon without the key", (&veil{key}).hide([veilNonceSize]byte{5}, beacon), nil, false},
		{"an entry", encodeAir(tag, &airWhole{[]byte{1}}), nil, false},
		{"a cut beacon", beacon[:9], nil, false},
		{"nothing", nil, &key, false},
	} {
		got, said := AirSender(c.frame, c.key)
		if said != c.said || said && got != node {
			t.Errorf("%s is said by %x, %v", c.name, got, said)
		}
	}
}
