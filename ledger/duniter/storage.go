package duniter

import "fmt"

// StorageKey is where the chain keeps an item: twox128 of the pallet's prefix, twox128 of the item's name, and each part of the
// key through its hasher. With fewer parts than the item has it is the prefix of all that begin so.
func (m *Metadata) StorageKey(palletName, name string, parts ...any) ([]byte, error) {
	p, i, err := m.item(palletName, name)
	if err != nil {
		return nil, err
	}
	if len(parts) > len(i.hashers) {
		return nil, fmt.Errorf("%w: %s.%s has %d parts, not %d", ErrValue, palletName, name, len(i.hashers), len(parts))
	}
	key := append(twox([]byte(p.prefix), 2), twox([]byte(i.name), 2)...)
	for n, part := range parts {
		b, err := m.Encode(m.keyPart(i, n), part)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", palletName, name, err)
		}
		key = append(key, i.hashers[n].of(b)...)
	}
	return key, nil
}

// keyPart is the type of a part of a map's key.
func (m *Metadata) keyPart(i *item, n int) TypeID {
	if len(i.hashers) == 1 {
		return i.key
	}
	return m.types.at(i.key).items[n]
}

// KeyParts reads the parts back out of a whole key. It returns ErrValue where a hasher keeps no more than a hash.
func (m *Metadata) KeyParts(palletName, name string, key []byte) ([]any, error) {
	p, i, err := m.item(palletName, name)
	if err != nil {
		return nil, err
	}
	r := NewReader(key)
	if front := append(twox([]byte(p.prefix), 2), twox([]byte(i.name), 2)...); string(r.Take(len(front))) != string(front) {
		return nil, fmt.Errorf("%w: a key of another item than %s.%s", ErrForm, palletName, name)
	}
	var parts []any
	for n, h := range i.hashers {
		v, err := m.readPart(r, m.keyPart(i, n), h)
		if err != nil {
			return nil, err
		}
		parts = append(parts, v)
	}
	return parts, r.Close()
}

// readPart reads a part and holds that its hash stands before it.
func (m *Metadata) readPart(r *Reader, id TypeID, h hasher) (any, error) {
	size, kept := h.prefix()
	if !kept {
		return nil, fmt.Errorf("%w: this part of the key is a hash", ErrValue)
	}
	front := r.Take(size)
	before := r.b
	v := m.Read(r, id)
	if r.err != nil {
		return nil, r.err
	}
	part := before[:len(before)-len(r.b)]
	if string(h.of(part)[:size]) != string(front) {
		return nil, fmt.Errorf("%w: the hash in a key is not that of the part behind it", ErrForm)
	}
	return v, nil
}

// StorageValue reads what stands in an item. When nothing stands there (nil), an optional item is nil and any other its fallback.
func (m *Metadata) StorageValue(palletName, name string, b []byte) (any, error) {
	_, i, err := m.item(palletName, name)
	if err != nil {
		return nil, err
	}
	if b == nil {
		if i.optional {
			return nil, nil
		}
		b = i.fallback
	}
	v, err := m.Decode(i.value, b)
	if err != nil {
		return nil, fmt.Errorf("%s.%s: %w", palletName, name, err)
	}
	return v, nil
}
