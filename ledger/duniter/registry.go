package duniter

import "fmt"

// TypeID names a type of a runtime. It means nothing in another runtime's metadata.
type TypeID uint32

// kind is what a type is made of. The values are those of the metadata.
type kind uint8

const (
	composite kind = iota
	variant
	sequence
	array
	tuple
	primitive
	compact
	bitSequence
)

// primitives are the fixed types, by their number in the metadata: name and size in bytes, 0 for text.
var primitives = []struct {
	name string
	size int
}{
	{"bool", 1}, {"char", 4}, {"str", 0},
	{"u8", 1}, {"u16", 2}, {"u32", 4}, {"u64", 8}, {"u128", 16}, {"u256", 32},
	{"i8", 1}, {"i16", 2}, {"i32", 4}, {"i64", 8}, {"i128", 16}, {"i256", 32},
}

// typ is one type of a runtime.
type typ struct {
	path   []string // its name in the runtime's source, the last part alone is looked at
	params map[string]TypeID
	kind   kind

	fields   []field        // of a composite
	variants []alt          // of a variant
	byIndex  map[uint8]*alt // of a variant
	elem     TypeID         // of a sequence, array or compact
	size     uint32         // of an array
	items    []TypeID       // of a tuple
	prim     uint8          // of a primitive, its index in primitives
}

// field is one part of a composite or of one alternative of a variant. Its name may be empty.
type field struct {
	name string
	typ  TypeID
}

// alt is one alternative of a variant.
type alt struct {
	name   string
	index  uint8
	fields []field
}

// name is the last part of a type's path, "" for types without one.
func (t *typ) name() string {
	if len(t.path) == 0 {
		return ""
	}
	return t.path[len(t.path)-1]
}

// alt finds an alternative by name, or nil.
func (t *typ) alt(name string) *alt {
	for i := range t.variants {
		if t.variants[i].name == name {
			return &t.variants[i]
		}
	}
	return nil
}

// isByte tells u8, whose lists are bytes.
func (t *typ) isByte() bool { return t.kind == primitive && primitives[t.prim].name == "u8" }

// registry holds all types of a runtime. Every id that stands in it is in it.
type registry []*typ

// at gives a type. The id must be of this runtime, which reading it has checked.
func (g registry) at(id TypeID) *typ { return g[id] }

// metaReader reads metadata. It notes every type that is named, so that they can be held against the registry at the end.
type metaReader struct {
	*Reader
	named []TypeID
}

func (r *metaReader) id() TypeID {
	id := TypeID(r.Compact(MaxTypes - 1))
	r.named = append(r.named, id)
	return id
}

func (r *metaReader) name() string { return r.Text(maxName) }

// skipTexts passes over documentation, which is most of the metadata.
func (r *metaReader) skipTexts() {
	for range r.Count(1) {
		r.Blob(MaxMetadata)
	}
}

// count takes the length of a list in the metadata.
func (r *metaReader) count() int {
	n := r.Count(1)
	if n > maxCount {
		r.fail("a list of %d", n)
		return 0
	}
	return n
}

// list reads a list of anything.
func list[T any](r *metaReader, read func() T) []T {
	var all []T
	for range r.count() {
		if r.err != nil {
			return nil
		}
		all = append(all, read())
	}
	return all
}

func (r *metaReader) registry() registry {
	n := r.count()
	if n > MaxTypes {
		r.fail("%d types", n)
		return nil
	}
	var g registry
	for i := range n {
		if id := r.Compact(MaxTypes); r.err == nil && id != uint64(i) {
			r.fail("type %d stands in the place of %d", id, i)
		}
		if r.err != nil {
			return nil
		}
		g = append(g, r.typ())
	}
	return g
}

// check holds that every type that is named exists.
func (r *metaReader) check(g registry) {
	for _, id := range r.named {
		if int(id) >= len(g) {
			r.fail("type %d is named and there are %d", id, len(g))
			return
		}
	}
}

func (r *metaReader) typ() *typ {
	t := &typ{path: list(r, r.name), params: map[string]TypeID{}}
	for range r.count() {
		name := r.name()
		if r.Bool() {
			t.params[name] = r.id()
		}
	}
	t.kind = kind(r.U8())
	r.definition(t)
	r.skipTexts()
	return t
}

func (r *metaReader) definition(t *typ) {
	switch t.kind {
	case composite:
		t.fields = r.fields()
	case variant:
		t.variants = list(r, r.alt)
		r.index(t)
	case sequence, compact:
		t.elem = r.id()
	case array:
		t.size, t.elem = r.U32(), r.id()
	case tuple:
		t.items = list(r, r.id)
	case primitive:
		if t.prim = r.U8(); int(t.prim) >= len(primitives) {
			r.fail("primitive %d", t.prim)
		}
	case bitSequence:
		r.id()
		r.id()
	default:
		r.fail("a type of kind %d", t.kind)
	}
}

// index lays the alternatives of a variant out by their numbers.
func (r *metaReader) index(t *typ) {
	t.byIndex = make(map[uint8]*alt, len(t.variants))
	for i := range t.variants {
		a := &t.variants[i]
		if t.byIndex[a.index] != nil {
			r.fail("%s and %s have one number", t.byIndex[a.index].name, a.name)
		}
		t.byIndex[a.index] = a
	}
}

// fields reads the fields of a structure. Either none has a name and they are told apart by their places, or by their names.
func (r *metaReader) fields() []field {
	all := list(r, r.field)
	seen := map[string]bool{}
	for _, f := range all {
		if seen[f.name] && all[0].name != "" {
			r.fail("two fields of one name, %q", f.name)
		}
		seen[f.name] = true
	}
	return all
}

func (r *metaReader) field() field {
	var f field
	if r.Bool() {
		f.name = r.name()
	}
	f.typ = r.id()
	if r.Bool() {
		r.Blob(MaxMetadata) // its name in the source, for people
	}
	r.skipTexts()
	return f
}

func (r *metaReader) alt() alt {
	a := alt{name: r.name(), fields: r.fields(), index: r.U8()}
	r.skipTexts()
	return a
}

// describe names a type for an error.
func (g registry) describe(id TypeID) string {
	t := g.at(id)
	switch {
	case t.name() != "":
		return t.name()
	case t.kind == primitive:
		return primitives[t.prim].name
	}
	return fmt.Sprintf("type %d", id)
}
