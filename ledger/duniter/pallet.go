package duniter

import "fmt"

// pallet reads one pallet. Version 16 says of everything whether it is deprecated; 15 and 16 end with documentation.
func (r *metaReader) pallet(version uint8) *pallet {
	p := &pallet{name: r.name()}
	r.storage(p, version)
	p.calls = r.members(version)
	p.events = r.members(version)
	p.constants = list(r, func() constant { return r.constant(version) })
	p.errors = r.members(version)
	if version >= 16 {
		list(r, r.associated)
		list(r, r.view)
	}
	p.index = r.U8()
	if version >= 15 {
		r.skipTexts()
	}
	if version >= 16 {
		r.deprecated()
	}
	return p
}

// members reads the type of a pallet's calls, events or errors, if it has any.
func (r *metaReader) members(version uint8) *TypeID {
	if !r.Bool() {
		return nil
	}
	id := r.id()
	if version >= 16 {
		list(r, r.deprecatedAlt)
	}
	return &id
}

func (r *metaReader) storage(p *pallet, version uint8) {
	if r.Bool() {
		p.prefix = r.name()
		p.items = list(r, func() item { return r.item(version) })
	}
}

// How an item of storage is read when nothing is there.
const (
	modifierOptional = 0
	modifierLast     = 2
)

func (r *metaReader) item(version uint8) item {
	i := item{name: r.name()}
	modifier := r.U8()
	if modifier > modifierLast {
		r.fail("storage %s of modifier %d", i.name, modifier)
	}
	i.optional = modifier == modifierOptional
	if r.Bool() { // a map
		i.hashers = list(r, r.hasher)
		i.key = r.id()
	}
	i.value = r.id()
	i.fallback = r.Blob(MaxMetadata)
	r.skipTexts()
	if version >= 16 {
		r.deprecated()
	}
	return i
}

func (r *metaReader) hasher() hasher {
	h := hasher(r.U8())
	if h > hashIdentity {
		r.fail("hasher %d", h)
	}
	return h
}

func (r *metaReader) constant(version uint8) constant {
	c := constant{r.name(), r.id(), r.Blob(MaxMetadata)}
	r.skipTexts()
	if version >= 16 {
		r.deprecated()
	}
	return c
}

func (r *metaReader) associated() struct{} {
	r.name()
	r.id()
	r.skipTexts()
	return struct{}{}
}

func (r *metaReader) view() struct{} {
	r.Hash()
	r.name()
	list(r, r.input)
	r.id()
	r.skipTexts()
	r.deprecated()
	return struct{}{}
}

// deprecated passes over whether a thing is deprecated: 0 no, 1 yes, 2 yes with a note and maybe since when.
func (r *metaReader) deprecated() {
	switch mark := r.U8(); mark {
	case 0, 1:
	case 2:
		r.Blob(MaxMetadata)
		if r.Bool() {
			r.Blob(MaxMetadata)
		}
	default:
		r.fail("deprecation %d", mark)
	}
}

// deprecatedAlt passes over the same of one alternative of a variant.
func (r *metaReader) deprecatedAlt() struct{} {
	r.U8()
	r.deprecated()
	return struct{}{}
}

// pallet finds a pallet by name.
func (m *Metadata) pallet(name string) (*pallet, error) {
	for _, p := range m.pallets {
		if p.name == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%w: pallet %s", ErrUnknown, name)
}

// item finds an item of storage by name.
func (m *Metadata) item(palletName, name string) (*pallet, *item, error) {
	p, err := m.pallet(palletName)
	if err != nil {
		return nil, nil, err
	}
	for i := range p.items {
		if p.items[i].name == name {
			return p, &p.items[i], nil
		}
	}
	return nil, nil, fmt.Errorf("%w: storage %s.%s", ErrUnknown, palletName, name)
}

// Constant is the value of a pallet's constant.
func (m *Metadata) Constant(palletName, name string) (any, error) {
	p, err := m.pallet(palletName)
	if err != nil {
		return nil, err
	}
	for _, c := range p.constants {
		if c.name == name {
			return m.Decode(c.typ, c.value)
		}
	}
	return nil, fmt.Errorf("%w: constant %s.%s", ErrUnknown, palletName, name)
}

// Amount is a constant that is an unsigned integer of at most 64 bits: a sum of money, a count, a length.
func (m *Metadata) Amount(palletName, name string) (uint64, error) {
	v, err := m.Constant(palletName, name)
	n, ok := v.(uint64)
	if err == nil && !ok {
		err = fmt.Errorf("%w: constant %s.%s is %T", ErrValue, palletName, name, v)
	}
	return n, err
}
