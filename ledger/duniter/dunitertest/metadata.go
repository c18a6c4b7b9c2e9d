package dunitertest

import (
	"fmt"
	"strconv"
	"strings"

	"foirail/ledger/duniter"
)

// Metadata writes a runtime in the chain's own form, in version 14, 15 or 16.
func Metadata(text string, version uint8) []byte {
	w := &writer{table: parse(text), ids: map[string]int{}, version: version}
	w.Raw([]byte("meta"))
	w.U8(version)
	body := w.body()
	w.types()
	w.Raw(body)
	return w.Bytes()
}

// writer writes metadata. It numbers types as they are named, so the body is made before the types that stand before it.
type writer struct {
	duniter.Writer
	table   *table
	version uint8
	ids     map[string]int // types by their expression
	names   []string       // the expressions, by number
}

// id is the number of a type, given the first time that it is named.
func (w *writer) id(expr string) int {
	expr = strings.ReplaceAll(expr, " ", "")
	if _, ok := w.ids[expr]; !ok {
		w.ids[expr] = len(w.names)
		w.names = append(w.names, expr)
	}
	return w.ids[expr]
}

func (w *writer) typ(to *duniter.Writer, expr string) { to.Compact(uint64(w.id(expr))) }

// types writes the registry. Writing a type may name more, which are then written too.
func (w *writer) types() {
	var all duniter.Writer
	for n := 0; n < len(w.names); n++ {
		all.Compact(uint64(n))
		w.define(&all, w.names[n])
		noDocs(&all)
	}
	w.Compact(uint64(len(w.names)))
	w.Raw(all.Bytes())
}

func noDocs(to *duniter.Writer) { to.Compact(0) }

// head begins a type: its path, its parameters, its kind.
func (w *writer) head(to *duniter.Writer, path string, params [][2]string, kind uint8) {
	var parts []string
	if path != "" {
		parts = strings.Split(path, "::")
	}
	to.Compact(uint64(len(parts)))
	for _, p := range parts {
		to.Text(p)
	}
	to.Compact(uint64(len(params)))
	for _, p := range params {
		to.Text(p[0])
		to.U8(1)
		w.typ(to, p[1])
	}
	to.U8(kind)
}

// kinds of type, as metadata numbers them.
const (
	kindStruct = iota
	kindEnum
	kindVec
	kindArray
	kindTuple
	kindPrimitive
	kindCompact
)

var primitiveNumbers = map[string]uint8{"bool": 0, "str": 2, "u8": 3, "u16": 4, "u32": 5, "u64": 6, "u128": 7}

// define writes one type from its expression.
func (w *writer) define(to *duniter.Writer, expr string) {
	if number, ok := primitiveNumbers[expr]; ok {
		w.head(to, "", nil, kindPrimitive)
		to.U8(number)
		return
	}
	if pallet, member, ok := strings.Cut(expr, "::"); ok {
		w.members(to, pallet, member)
		return
	}
	if d, ok := w.table.types[expr]; ok {
		w.declared(to, d)
		return
	}
	w.built(to, expr)
}

// built writes the types that need no line in the table.
func (w *writer) built(to *duniter.Writer, expr string) {
	name, inner := expr, ""
	if at := strings.IndexByte(expr, '<'); at >= 0 {
		name, inner = expr[:at], expr[at+1:len(expr)-1]
	}
	switch {
	case name == "Vec":
		w.head(to, "", nil, kindVec)
		w.typ(to, inner)
	case name == "Compact":
		w.head(to, "", nil, kindCompact)
		w.typ(to, inner)
	case name == "Option":
		w.enum(to, "Option", [][2]string{{"T", inner}}, []row{{0, "", "None", nil, ""}, {1, "", "Some", []fieldRow{{"", inner}}, ""}})
	case name == "Result":
		both := split(inner)
		w.enum(to, "Result", [][2]string{{"T", both[0]}, {"E", both[1]}},
			[]row{{0, "", "Ok", []fieldRow{{"", both[0]}}, ""}, {1, "", "Err", []fieldRow{{"", both[1]}}, ""}})
	case name == "Era":
		w.enum(to, "sp_runtime::generic::era::Era", nil, eras())
	case name == "Call", name == "Event", name == "Error":
		w.outer(to, name)
	case name == "Extrinsic":
		w.head(to, "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
			[][2]string{{"Address", "MultiAddress"}, {"Call", "Call"}, {"Signature", "MultiSignature"}, {"Extra", w.extra()}}, kindStruct)
		w.fields(to, []fieldRow{{"", "Vec<u8>"}})
	default:
		w.bracketed(to, expr)
	}
}

// bracketed writes arrays and tuples.
func (w *writer) bracketed(to *duniter.Writer, expr string) {
	switch expr[0] {
	case '[':
		elem, size, _ := strings.Cut(trim(expr), ";")
		n, err := strconv.ParseUint(size, 10, 32)
		if err != nil {
			panic(err)
		}
		w.head(to, "", nil, kindArray)
		to.U32(uint32(n))
		w.typ(to, elem)
	case '(':
		parts := split(trim(expr))
		w.head(to, "", nil, kindTuple)
		to.Compact(uint64(len(parts)))
		for _, p := range parts {
			w.typ(to, p)
		}
	default:
		panic(fmt.Sprintf("the table names the type %q and does not say what it is", expr))
	}
}

func (w *writer) declared(to *duniter.Writer, d declared) {
	if d.enum {
		w.enum(to, d.path, params(d.path), d.alts)
		return
	}
	w.head(to, d.path, params(d.path), kindStruct)
	w.fields(to, d.fields)
}

// params are the parameters that other programs look for.
func params(path string) [][2]string {
	switch last(path) {
	case "MultiAddress":
		return [][2]string{{"AccountId", "AccountId32"}, {"AccountIndex", "()"}}
	case "WrapperKeepOpaque":
		return [][2]string{{"T", "Call"}}
	case "EventRecord":
		return [][2]string{{"E", "Event"}, {"T", "H256"}}
	}
	return nil
}

func (w *writer) enum(to *duniter.Writer, path string, params [][2]string, alts []row) {
	w.head(to, path, params, kindEnum)
	to.Compact(uint64(len(alts)))
	for _, a := range alts {
		to.Text(a.name)
		w.fields(to, a.fields)
		to.U8(a.index)
		noDocs(to)
	}
}

func (w *writer) fields(to *duniter.Writer, fields []fieldRow) {
	to.Compact(uint64(len(fields)))
	for _, f := range fields {
		to.Bool(f.name != "")
		if f.name != "" {
			to.Text(f.name)
		}
		w.typ(to, f.typ)
		to.U8(0) // no name in a source
		noDocs(to)
	}
}

// eras are the 256 alternatives of an era.
func eras() []row {
	all := []row{{0, "", "Immortal", nil, ""}}
	for n := 1; n < 256; n++ {
		all = append(all, row{uint8(n), "", fmt.Sprint("Mortal", n), []fieldRow{{"", "u8"}}, ""})
	}
	return all
}

// members writes the type of a pallet's calls, events or errors.
func (w *writer) members(to *duniter.Writer, pallet, member string) {
	for _, p := range w.table.pallets {
		if p.name == pallet {
			path := "pallet_" + strings.ToLower(pallet) + "::pallet::" + member
			w.enum(to, path, [][2]string{{"T", "()"}}, p.members(member))
		}
	}
}

func (p *palletRow) members(member string) []row {
	switch member {
	case "Call":
		return p.calls
	case "Event":
		return p.events
	}
	return p.errors
}

// outer writes the type of all calls, events or errors.
func (w *writer) outer(to *duniter.Writer, member string) {
	var alts []row
	for _, p := range w.table.pallets {
		if len(p.members(member)) > 0 {
			alts = append(alts, row{p.index, "", p.name, []fieldRow{{"", p.name + "::" + member}}, ""})
		}
	}
	w.enum(to, "g1_runtime::Runtime"+member, nil, alts)
}

// extra is the tuple of what the extensions put into an extrinsic.
func (w *writer) extra() string {
	var parts []string
	for _, x := range w.table.ext {
		parts = append(parts, x.fields[0].typ)
	}
	return "(" + strings.Join(parts, ",") + ")"
}
