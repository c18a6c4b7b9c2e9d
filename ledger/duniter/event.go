package duniter

import "fmt"

// Event is something that happened in a block.
type Event struct {
	Extrinsic    int // which extrinsic of the block made it; -1 is the block itself
	Pallet, Name string
	Value        any // Fields, most often
}

// Fields are the event's named fields, empty when it has none.
func (e Event) Fields() Fields { return fieldsOf(e.Value) }

// Is says whether it is this event of this pallet.
func (e Event) Is(pallet, name string) bool { return e.Pallet == pallet && e.Name == name }

// Events reads the events of a block, as they stand in System.Events.
func (m *Metadata) Events(b []byte) ([]Event, error) {
	if len(b) > MaxEvents {
		return nil, fmt.Errorf("%w: events of %d bytes", ErrForm, len(b))
	}
	v, err := m.StorageValue("System", "Events", b)
	if err != nil {
		return nil, err
	}
	records, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%w: events are %T", ErrForm, v)
	}
	events := make([]Event, len(records))
	for i, record := range records {
		if events[i], ok = eventOf(fieldsOf(record)); !ok {
			return nil, fmt.Errorf("%w: event %d of the block", ErrForm, i)
		}
	}
	return events, nil
}

// eventOf reads a record: when in the block, and which event of which pallet.
func eventOf(record Fields) (Event, bool) {
	e := Event{Extrinsic: -1}
	phase, okPhase := record["phase"].(Variant)
	if n, ok := phase.Value.(uint64); ok && phase.Name == "ApplyExtrinsic" {
		e.Extrinsic = int(n)
	}
	outer, okOuter := record["event"].(Variant)
	inner, okInner := outer.Value.(Variant)
	e.Pallet, e.Name, e.Value = outer.Name, inner.Name, inner.Value
	return e, okPhase && okOuter && okInner
}

// Failure reads the result of an inner call, which is nil when it did what it should and otherwise says what stopped it:
// "Proxy.Duplicate", "Token.BelowMinimum", "BadOrigin". It is in MultisigExecuted, ProxyExecuted and ExtrinsicFailed.
func (m *Metadata) Failure(result any) error {
	v, ok := result.(Variant)
	switch {
	case !ok:
		return fmt.Errorf("%w: a result that is %T", ErrForm, result)
	case v.Name == "Ok":
		return nil
	case v.Name == "Err":
		return m.Failure(v.Value)
	case v.Name == "Module":
		return &DispatchError{m.moduleError(fieldsOf(v.Value))}
	}
	if inner, ok := v.Value.(Variant); ok {
		return &DispatchError{v.Name + "." + inner.Name}
	}
	return &DispatchError{v.Name}
}

// DispatchError is why the chain did not do what a call said.
type DispatchError struct{ Name string }

func (e *DispatchError) Error() string { return "the chain refused it: " + e.Name }

// moduleError names an error of a pallet: its number is the first of four bytes, or the only one in old runtimes.
func (m *Metadata) moduleError(f Fields) string {
	index, _ := f["index"].(uint64)
	number, isNumber := f["error"].(uint64)
	if b, ok := f["error"].([]byte); ok && len(b) > 0 {
		number, isNumber = uint64(b[0]), true
	}
	for _, p := range m.pallets {
		if !isNumber || uint64(p.index) != index || p.errors == nil || number > 255 {
			continue
		}
		if a := m.types.at(*p.errors).byIndex[uint8(number)]; a != nil {
			return p.name + "." + a.name
		}
	}
	return fmt.Sprintf("error %d of pallet %d", number, index)
}
