package duniter

import (
	"fmt"
	"math/big"

	"foirail/ledger/keys"
)

// Encode writes one value of a type. It returns ErrValue for what does not fit.
func (m *Metadata) Encode(id TypeID, v any) ([]byte, error) {
	if int(id) >= len(m.types) {
		return nil, fmt.Errorf("%w: type %d", ErrUnknown, id)
	}
	e := encoder{m: m}
	if err := e.value(id, v); err != nil {
		return nil, err
	}
	return e.Bytes(), nil
}

type encoder struct {
	Writer
	m     *Metadata
	depth int
}

func (e *encoder) value(id TypeID, v any) error {
	e.depth++
	defer func() { e.depth-- }()
	if e.depth > maxDepth {
		return fmt.Errorf("%w: values too deep within values", ErrValue)
	}
	if done, err := e.special(id, v); done {
		return err
	}
	t := e.m.types.at(id)
	switch t.kind {
	case composite:
		return e.structure(id, v)
	case variant:
		return e.variant(id, v)
	case sequence:
		return e.sequence(id, v)
	case array:
		return e.array(id, v)
	case tuple:
		return e.tuple(id, t.items, v)
	case primitive:
		return e.primitive(id, t.prim, v)
	case compact:
		return e.compact(id, t.elem, v)
	}
	return e.m.notOf(v, id)
}

// special writes the values that know their own bytes or look different in different runtimes.
func (e *encoder) special(id TypeID, v any) (bool, error) {
	t := e.m.types.at(id)
	switch v := v.(type) {
	case Call:
		return e.ready(id, t, v)
	case Era:
		if t.name() == "Era" && t.kind == variant {
			e.Raw(v.Bytes())
			return true, nil
		}
	case Weight:
		return true, e.weight(id, t, v)
	case keys.Account:
		if a := t.alt("Id"); t.name() == "MultiAddress" && a != nil && len(a.fields) == 1 {
			e.U8(a.index)
			return true, e.value(a.fields[0].typ, v)
		}
	}
	return false, nil
}

// ready writes a call that is bytes already, where a call belongs, whatever stands around it.
func (e *encoder) ready(id TypeID, t *typ, c Call) (bool, error) {
	if t.kind == composite {
		return false, nil
	}
	if id != e.m.parts.call {
		return true, e.m.notOf(c, id)
	}
	if _, err := e.m.Decode(id, c); err != nil {
		return true, fmt.Errorf("%w: %w", ErrValue, err)
	}
	e.Raw(c)
	return true, nil
}

// weight writes a weight as the structure it is today, or as the one integer it was.
func (e *encoder) weight(id TypeID, t *typ, w Weight) error {
	if t.kind == composite && len(t.fields) == 2 {
		return e.value(id, Fields{"ref_time": w.RefTime, "proof_size": w.ProofSize})
	}
	return e.value(id, w.RefTime)
}

func (e *encoder) structure(id TypeID, v any) error {
	t := e.m.types.at(id)
	if t.name() == opaque && len(t.fields) == 2 {
		inner := encoder{m: e.m, depth: e.depth}
		if err := inner.value(t.fields[1].typ, v); err != nil {
			return err
		}
		e.Blob(inner.Bytes())
		return nil
	}
	return e.fields(id, t.fields, v)
}

// fields writes the fields of a structure or of an alternative. Of named ones each must be given, and no other.
func (e *encoder) fields(id TypeID, fields []field, v any) error {
	switch {
	case len(fields) == 0:
		return e.tuple(id, nil, v)
	case len(fields) == 1 && fields[0].name == "":
		return e.value(fields[0].typ, v)
	case fields[0].name == "":
		return e.tuple(id, typesOf(fields), v)
	}
	given, ok := v.(Fields)
	if !ok {
		return e.m.notOf(v, id)
	}
	if len(given) != len(fields) {
		return fmt.Errorf("%w: %d fields given, %s has %d", ErrValue, len(given), e.m.types.describe(id), len(fields))
	}
	for _, f := range fields {
		value, ok := given[f.name]
		if !ok {
			return fmt.Errorf("%w: %s has a field %s, which is not given", ErrValue, e.m.types.describe(id), f.name)
		}
		if err := e.value(f.typ, value); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

func (e *encoder) variant(id TypeID, v any) error {
	t := e.m.types.at(id)
	if inner, ok := optional(t, e.m); ok {
		if v == nil {
			e.U8(t.alt("None").index)
			return nil
		}
		e.U8(t.alt("Some").index)
		return e.value(inner, v)
	}
	chosen, ok := v.(Variant)
	if !ok {
		return e.m.notOf(v, id)
	}
	a := t.alt(chosen.Name)
	if a == nil {
		return fmt.Errorf("%w: %s has no alternative %s", ErrUnknown, t.name(), chosen.Name)
	}
	e.U8(a.index)
	if len(a.fields) == 0 && chosen.Value == nil {
		return nil
	}
	return e.fields(id, a.fields, chosen.Value)
}

func (e *encoder) sequence(id TypeID, v any) error {
	elem := e.m.types.at(id).elem
	if b, ok := asBytes(v); ok && e.m.types.at(elem).isByte() {
		e.Blob(b)
		return nil
	}
	all, ok := v.([]any)
	if !ok {
		return e.m.notOf(v, id)
	}
	e.Compact(uint64(len(all)))
	return e.each(elem, all)
}

func (e *encoder) array(id TypeID, v any) error {
	t := e.m.types.at(id)
	if b, ok := asBytes(v); ok && e.m.types.at(t.elem).isByte() && len(b) == int(t.size) {
		e.Raw(b)
		return nil
	}
	all, ok := v.([]any)
	if !ok || len(all) != int(t.size) {
		return e.m.notOf(v, id)
	}
	return e.each(t.elem, all)
}

func (e *encoder) each(elem TypeID, all []any) error {
	for i, v := range all {
		if err := e.value(elem, v); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

// asBytes gives the bytes of what is plainly bytes.
func asBytes(v any) ([]byte, bool) {
	switch v := v.(type) {
	case []byte:
		return v, true
	case [32]byte:
		return v[:], true
	case Hash:
		return v[:], true
	case keys.Account:
		return v[:], true
	case string:
		return []byte(v), true
	}
	return nil, false
}

func (e *encoder) tuple(id TypeID, ids []TypeID, v any) error {
	all, ok := v.([]any)
	if !ok || len(all) != len(ids) {
		return e.m.notOf(v, id)
	}
	for i := range ids {
		if err := e.value(ids[i], all[i]); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

func (e *encoder) primitive(id TypeID, prim uint8, v any) error {
	p := primitives[prim]
	switch v := v.(type) {
	case bool:
		if p.name == "bool" {
			e.Bool(v)
			return nil
		}
		return e.m.notOf(v, id)
	case string:
		if p.name == "str" {
			e.Text(v)
			return nil
		}
		return e.m.notOf(v, id)
	}
	n := asInt(v)
	if n == nil || p.size == 0 || p.name == "bool" || !fits(n, p.size*8, p.name[0] == 'i') {
		return e.m.notOf(v, id)
	}
	if n.Sign() < 0 {
		n = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(p.size*8)))
	}
	e.little(n, p.size)
	return nil
}

// fits says whether an integer fits so many bits.
func fits(n *big.Int, bits int, signed bool) bool {
	if !signed {
		return n.Sign() >= 0 && n.BitLen() <= bits
	}
	half := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	return n.Cmp(half) < 0 && n.Cmp(new(big.Int).Neg(half)) >= 0
}

func (e *encoder) compact(id, elem TypeID, v any) error {
	size, ok := e.m.compactSize(elem)
	n := asInt(v)
	if !ok || n == nil || !fits(n, size*8, false) {
		return e.m.notOf(v, id)
	}
	e.bigCompact(n)
	return nil
}

// asInt gives any Go integer as one that has no bounds, or nil.
func asInt(v any) *big.Int {
	switch v := v.(type) {
	case int:
		return big.NewInt(int64(v))
	case int32: // and rune
		return big.NewInt(int64(v))
	case int64:
		return big.NewInt(v)
	case uint8:
		return big.NewInt(int64(v))
	case uint16:
		return big.NewInt(int64(v))
	case uint32:
		return big.NewInt(int64(v))
	case uint64:
		return new(big.Int).SetUint64(v)
	case *big.Int:
		return v
	}
	return nil
}
