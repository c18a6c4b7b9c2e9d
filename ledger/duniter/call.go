package duniter

import "fmt"

// Call makes the bytes of a call from its name and its arguments, each by its name, in the order and the types that this runtime
// gives them.
func (m *Metadata) Call(palletName, name string, args Fields) (Call, error) {
	p, err := m.pallet(palletName)
	if err != nil {
		return nil, err
	}
	if p.calls == nil {
		return nil, fmt.Errorf("%w: pallet %s has no calls", ErrUnknown, palletName)
	}
	a := m.types.at(*p.calls).alt(name)
	if a == nil {
		return nil, fmt.Errorf("%w: call %s.%s", ErrUnknown, palletName, name)
	}
	e := encoder{m: m}
	e.U8(p.index)
	e.U8(a.index)
	if len(a.fields) == 0 && len(args) == 0 {
		return e.Bytes(), nil
	}
	if err := e.fields(*p.calls, a.fields, args); err != nil {
		return nil, fmt.Errorf("%s.%s: %w", palletName, name, err)
	}
	return e.Bytes(), nil
}

// HasCall says whether the runtime has a call of this name.
func (m *Metadata) HasCall(palletName, name string) bool {
	p, err := m.pallet(palletName)
	return err == nil && p.calls != nil && m.types.at(*p.calls).alt(name) != nil
}

// takes gives those of the arguments that this runtime's call takes. Where runtimes differ in what they ask for, more may be
// offered than is taken; what is asked for and not offered still fails.
func (m *Metadata) takes(palletName, name string, offered Fields) Fields {
	p, err := m.pallet(palletName)
	if err != nil || p.calls == nil {
		return offered
	}
	a := m.types.at(*p.calls).alt(name)
	if a == nil {
		return offered
	}
	taken := Fields{}
	for _, f := range a.fields {
		if v, ok := offered[f.name]; ok {
			taken[f.name] = v
		}
	}
	return taken
}

// Opened is a call read back: which, with which arguments.
type Opened struct {
	Pallet, Name string
	Args         Fields
}

// Open reads a call. Calls in its arguments stay Variants; Inner opens them.
func (m *Metadata) Open(c Call) (Opened, error) {
	v, err := m.Decode(m.parts.call, c)
	if err != nil {
		return Opened{}, err
	}
	o, ok := Inner(v)
	if !ok {
		return o, fmt.Errorf("%w: not a call", ErrForm)
	}
	return o, nil
}

// Inner opens a decoded call that stands in the arguments of another.
func Inner(v any) (Opened, bool) {
	outer, ok := v.(Variant)
	if !ok {
		return Opened{}, false
	}
	inner, ok := outer.Value.(Variant)
	return Opened{outer.Name, inner.Name, fieldsOf(inner.Value)}, ok
}

// Close makes the bytes of an opened call again.
func (m *Metadata) Close(o Opened) (Call, error) { return m.Call(o.Pallet, o.Name, o.Args) }

// Batch is a call that runs all of the calls or none of them.
func (m *Metadata) Batch(calls ...Call) (Call, error) {
	return m.Call("Utility", "batch_all", Fields{"calls": anys(calls)})
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i := range list {
		all[i] = list[i]
	}
	return all
}
