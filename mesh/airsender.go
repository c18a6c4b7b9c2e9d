package mesh

// AirSender tells how the sender of a frame calls himself; false where the frame does not say, or is
// none of ours. Key is that of hidden frames; nil: they are not hidden.
func AirSender(frame []byte, key *[AirKeySize]byte) (node [4]byte, said bool) {
	if key != nil {
		frame = (&veil{*key}).show(frame)
	}
	if len(frame) > MaxAirFrame {
		return node, false
	}
	switch kind, _, err := readAirHead(frame); {
	case err != nil, kind != AirBeacon && kind != AirLacking && kind != AirFrontier:
		return node, false
	}
	f, err := decodeAir(frame)
	switch f := f.(type) {
	case *airBeacon:
		node = f.node
	case *airLacking:
		node = f.node
	case *airFrontier:
		node = f.node
	}
	return node, err == nil
}
