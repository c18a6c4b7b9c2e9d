package duniter

import (
	"fmt"
	"math/big"
	"unicode/utf8"

	"foirail/ledger/keys"
)

// Decode reads one value of a type, and nothing may stand behind it.
func (m *Metadata) Decode(id TypeID, b []byte) (any, error) {
	r := NewReader(b)
	v := m.Read(r, id)
	return v, r.Close()
}

// Read takes one value of a type off a reader.
func (m *Metadata) Read(r *Reader, id TypeID) any {
	if int(id) >= len(m.types) {
		r.fail("no type %d", id)
		return nil
	}
	d := decoder{Reader: r, m: m, left: maxValues}
	return d.value(id)
}

// decoder reads values by their types. It counts what it makes and how deep it is, as types may contain themselves and lists may
// be of elements without bytes.
type decoder struct {
	*Reader
	m     *Metadata
	depth int
	left  int // values that may still be made
}

// value reads one value. Its result is nil after an error.
func (d *decoder) value(id TypeID) any {
	d.depth++
	defer func() { d.depth-- }()
	if d.left--; d.left < 0 || d.depth > maxDepth {
		d.fail("too many values, or values too deep within values")
	}
	if d.err != nil {
		return nil
	}
	t := d.m.types.at(id)
	switch t.kind {
	case composite:
		return d.structure(t)
	case variant:
		return d.variant(t)
	case sequence:
		return d.sequence(t.elem)
	case array:
		return d.elements(t.elem, uint64(t.size))
	case tuple:
		return d.tuple(t.items)
	case primitive:
		return d.primitive(t.prim)
	case compact:
		return d.compact(t.elem)
	}
	d.fail("%s is of a kind that is not read", d.m.types.describe(id))
	return nil
}

func (d *decoder) structure(t *typ) any {
	switch {
	case isAccount(t, d.m):
		return keys.Account(d.Hash())
	case t.name() == opaque && len(t.fields) == 2:
		return d.opaque(t)
	}
	return d.fields(t.fields)
}

// isAccount tells accounts by the type's name and its size.
func isAccount(t *typ, m *Metadata) bool {
	if t.name() != "AccountId32" || len(t.fields) != 1 {
		return false
	}
	inner := m.types.at(t.fields[0].typ)
	return inner.kind == array && inner.size == keys.AccountSize && m.types.at(inner.elem).isByte()
}

// opaque is the type of a value that stands behind its length in bytes. Older multisigs take a call so.
const opaque = "WrapperKeepOpaque"

func (d *decoder) opaque(t *typ) any {
	b := d.Blob(MaxExtrinsic)
	if d.err != nil {
		return nil
	}
	inner := decoder{Reader: NewReader(b), m: d.m, depth: d.depth, left: d.left}
	v := inner.value(t.fields[1].typ)
	d.left = inner.left
	if err := inner.Close(); err != nil {
		d.fail("%v", err)
	}
	return v
}

// fields reads the fields of a structure or of an alternative.
func (d *decoder) fields(fields []field) any {
	switch {
	case len(fields) == 0:
		return []any{}
	case len(fields) == 1 && fields[0].name == "":
		return d.value(fields[0].typ)
	case fields[0].name == "":
		return d.tuple(typesOf(fields))
	}
	all := make(Fields, len(fields))
	for _, f := range fields {
		all[f.name] = d.value(f.typ)
	}
	return all
}

func typesOf(fields []field) []TypeID {
	ids := make([]TypeID, len(fields))
	for i, f := range fields {
		ids[i] = f.typ
	}
	return ids
}

func (d *decoder) tuple(ids []TypeID) any {
	all := make([]any, 0, min(len(ids), d.left))
	for _, id := range ids {
		if d.err != nil {
			return nil
		}
		all = append(all, d.value(id))
	}
	return all
}

// variant reads an alternative. An optional value is its value or nil, unless it holds an optional value again.
func (d *decoder) variant(t *typ) any {
	index := d.U8()
	a := t.byIndex[index]
	if a == nil {
		d.fail("%s has no alternative %d", t.name(), index)
		return nil
	}
	if inner, ok := optional(t, d.m); ok {
		if a.name == "None" {
			return nil
		}
		return d.value(inner)
	}
	if len(a.fields) == 0 {
		return Variant{Name: a.name}
	}
	return Variant{a.name, d.fields(a.fields)}
}

// optional tells the types of which None is nil, and gives what they may hold.
func optional(t *typ, m *Metadata) (TypeID, bool) {
	if t.name() != "Option" || len(t.variants) != 2 {
		return 0, false
	}
	none, some := t.alt("None"), t.alt("Some")
	if none == nil || some == nil || len(none.fields) != 0 || len(some.fields) != 1 {
		return 0, false
	}
	inner := some.fields[0].typ
	return inner, !m.wrapsOption(inner)
}

// wrapsOption says whether a type is optional itself, at once or inside structures that are not seen.
func (m *Metadata) wrapsOption(id TypeID) bool {
	for range maxDepth {
		t := m.types.at(id)
		if t.kind != composite || len(t.fields) != 1 || t.fields[0].name != "" {
			return t.name() == "Option"
		}
		id = t.fields[0].typ
	}
	return true
}

func (d *decoder) sequence(elem TypeID) any {
	if d.m.types.at(elem).isByte() {
		return append([]byte{}, d.Blob(MaxResponse)...)
	}
	return d.elements(elem, uint64(d.Count(0)))
}

func (d *decoder) elements(elem TypeID, n uint64) any {
	if d.m.types.at(elem).isByte() {
		if n > uint64(d.Left()) {
			d.fail("too short")
			return nil
		}
		return append([]byte{}, d.Take(int(n))...)
	}
	if n > uint64(d.left) {
		d.fail("a list of %d", n)
		return nil
	}
	all := make([]any, 0, min(int(n), d.Left()))
	for range n {
		if d.err != nil {
			return nil
		}
		all = append(all, d.value(elem))
	}
	return all
}

func (d *decoder) primitive(prim uint8) any {
	p := primitives[prim]
	switch {
	case p.name == "bool":
		return d.Bool()
	case p.name == "str":
		return d.Text(MaxResponse)
	case p.name == "char":
		return d.char()
	case p.name[0] == 'i':
		return d.signed(p.size)
	case p.size > 8:
		return littleInt(d.Take(p.size))
	}
	return littleInt(d.Take(p.size)).Uint64()
}

func (d *decoder) char() any {
	c := d.U32()
	if c > utf8.MaxRune || !utf8.ValidRune(rune(c)) {
		d.fail("%d is no character", c)
	}
	return rune(c)
}

// signed reads two's complement.
func (d *decoder) signed(size int) any {
	n := littleInt(d.Take(size))
	if n.Bit(size*8-1) == 1 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(size*8)))
	}
	if size > 8 {
		return n
	}
	return n.Int64()
}

// compact reads a compact integer; what it holds is an integer, or a structure with one in it.
func (d *decoder) compact(elem TypeID) any {
	size, ok := d.m.compactSize(elem)
	if !ok {
		d.fail("%s is never compact", d.m.types.describe(elem))
		return nil
	}
	n := d.bigger(size)
	if d.err == nil && n.BitLen() > size*8 {
		d.fail("%d does not fit %d bytes", n, size)
	}
	if size > 8 {
		return n
	}
	return n.Uint64()
}

// compactSize is how many bytes an integer that may stand compact has when it does not.
func (m *Metadata) compactSize(id TypeID) (int, bool) {
	for range maxDepth {
		t := m.types.at(id)
		switch {
		case t.kind == primitive && primitives[t.prim].name[0] == 'u':
			return primitives[t.prim].size, true
		case t.kind == composite && len(t.fields) == 1:
			id = t.fields[0].typ
		default:
			return 0, false
		}
	}
	return 0, false
}

// notOf says that a value does not fit a type.
func (m *Metadata) notOf(v any, id TypeID) error {
	return fmt.Errorf("%w: %T for %s", ErrValue, v, m.types.describe(id))
}
