package duniter

import (
	"fmt"
	"slices"
)

// magic begins all metadata; the version follows.
const magic = "meta"

// versions of metadata that are read, the best first.
var versions = []uint8{16, 15, 14}

// Metadata is what a runtime says of itself. Everything in it is found by name. It never changes once it has been read.
type Metadata struct {
	Version uint8 // of the metadata, 14, 15 or 16

	types      registry
	pallets    []*pallet
	extrinsics []uint8 // the versions of extrinsic that the runtime takes
	extensions []extension
	parts      *parts
	apis       []api
}

// parts are the types of what an extrinsic is made of.
type parts struct{ address, call, signature TypeID }

// pallet is one part of a runtime.
type pallet struct {
	name      string
	index     uint8
	prefix    string // of its storage
	items     []item
	calls     *TypeID
	events    *TypeID
	errors    *TypeID
	constants []constant
}

// item is one entry of storage: a single value, or a map with one hasher for each part of its key.
type item struct {
	name     string
	optional bool // absent means none; otherwise it means the fallback
	hashers  []hasher
	key      TypeID // of a map
	value    TypeID
	fallback []byte
}

type constant struct {
	name  string
	typ   TypeID
	value []byte
}

// extension is a part of what goes with a signed call: extra stands in the extrinsic, additional only in what is signed.
type extension struct {
	name              string
	extra, additional TypeID
}

// api is a set of functions of the runtime that a node runs for anybody.
type api struct {
	name    string
	methods []method
}

type method struct {
	name   string
	inputs []field
	output TypeID
}

// ReadMetadata reads metadata of version 14, 15 or 16. It returns ErrNewer for others and ErrForm for what is none.
func ReadMetadata(b []byte) (*Metadata, error) {
	if len(b) > MaxMetadata {
		return nil, fmt.Errorf("%w: metadata of %d bytes", ErrForm, len(b))
	}
	r := &metaReader{Reader: NewReader(b)}
	if string(r.Take(len(magic))) != magic {
		r.fail("no metadata")
	}
	m := &Metadata{Version: r.U8()}
	if r.err == nil && !slices.Contains(versions, m.Version) {
		return nil, fmt.Errorf("%w: metadata %d", ErrNewer, m.Version)
	}
	m.types = r.registry()
	m.pallets = list(r, func() *pallet { return r.pallet(m.Version) })
	r.rest(m)
	r.check(m.types)
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, nil
}

// check holds what the code above relies on, beyond the form.
func (m *Metadata) check() error {
	if m.parts == nil {
		return fmt.Errorf("%w: metadata that does not say what an extrinsic is made of", ErrForm)
	}
	for _, p := range m.pallets {
		for _, id := range []*TypeID{p.calls, p.events, p.errors} {
			if id != nil && m.types.at(*id).kind != variant {
				return fmt.Errorf("%w: calls, events or errors of %s are no variant", ErrForm, p.name)
			}
		}
		for _, i := range p.items {
			if n := len(i.hashers); n > 1 && len(m.types.at(i.key).items) != n {
				return fmt.Errorf("%w: %s.%s has %d hashers for another number of keys", ErrForm, p.name, i.name, n)
			}
		}
	}
	return nil
}

// rest reads what stands behind the pallets, in the order of each version.
func (r *metaReader) rest(m *Metadata) {
	switch m.Version {
	case 14:
		r.extrinsic14(m)
		r.id() // of the runtime itself
		return
	case 15:
		r.extrinsic15(m)
		r.id()
	case 16:
		r.extrinsic16(m)
	}
	m.apis = list(r, func() api { return r.api(m.Version) })
	for range 3 {
		r.id() // all calls, all events, all errors
	}
	list(r, r.custom)
}

// extrinsic14 finds the types of the parts among the parameters of the type of extrinsics.
func (r *metaReader) extrinsic14(m *Metadata) {
	id := r.id()
	m.extrinsics = []uint8{r.U8()}
	m.extensions = list(r, r.extension)
	if r.err == nil && int(id) < len(m.types) {
		p := m.types.at(id).params
		address, hasAddress := p["Address"]
		call, hasCall := p["Call"]
		signature, hasSignature := p["Signature"]
		if hasAddress && hasCall && hasSignature {
			m.parts = &parts{address, call, signature}
		}
	}
}

func (r *metaReader) extrinsic15(m *Metadata) {
	m.extrinsics = []uint8{r.U8()}
	m.parts = &parts{r.id(), r.id(), r.id()}
	r.id() // of all that is extra
	m.extensions = list(r, r.extension)
}

func (r *metaReader) extrinsic16(m *Metadata) {
	m.extrinsics = list(r, r.U8)
	m.parts = &parts{r.id(), r.id(), r.id()}
	list(r, r.uses)
	m.extensions = list(r, r.extension)
}

// uses passes over which extensions a version of the extrinsic uses. All of them go with version 4.
func (r *metaReader) uses() struct{} {
	r.U8()
	list(r, func() uint64 { return r.Compact(maxCount) })
	return struct{}{}
}

func (r *metaReader) extension() extension {
	return extension{r.name(), r.id(), r.id()}
}

func (r *metaReader) custom() struct{} {
	r.name()
	r.id()
	r.Blob(MaxMetadata)
	return struct{}{}
}

func (r *metaReader) api(version uint8) api {
	a := api{r.name(), list(r, func() method { return r.method(version) })}
	r.skipTexts()
	if version >= 16 {
		r.Compact(1<<32 - 1) // its own version
		r.deprecated()
	}
	return a
}

func (r *metaReader) method(version uint8) method {
	m := method{r.name(), list(r, r.input), r.id()}
	r.skipTexts()
	if version >= 16 {
		r.deprecated()
	}
	return m
}

func (r *metaReader) input() field { return field{r.name(), r.id()} }
