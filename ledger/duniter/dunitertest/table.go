package dunitertest

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// G1 is the runtime that a chain has when nothing else is said: see the text for its form.
//
//go:embed table.txt
var G1 string

// Old is G1 with the arguments that multisigs took in 2022: whether to keep the call, the call behind its length, and a weight
// that is one integer.
func Old() string {
	return strings.NewReplacer(
		"call: Call, max_weight: Weight)", "call: WrapperKeepOpaque, store_call: bool, max_weight: u64)",
		"call_hash: [u8;32], max_weight: Weight)", "call_hash: [u8;32], max_weight: u64)",
		"pallet 0 System", "struct frame_support::traits::misc::WrapperKeepOpaque (Compact<u32>, Call)\npallet 0 System",
		"extension CheckMetadataHash CheckMetadataHash Option<[u8;32]>\n", "",
	).Replace(G1)
}

// table is a runtime, read from its text.
type table struct {
	types   map[string]declared // by the last part of the path
	pallets []*palletRow
	ext     []row // name, then extra and additional as fields
	apis    []row
}

// declared is a structure or an enumeration.
type declared struct {
	path   string
	enum   bool
	fields []fieldRow // of a structure
	alts   []row      // of an enumeration
}

// row is anything with a name, a number and fields: a call, an event, an alternative.
type row struct {
	index  uint8
	owner  string // the api that a method is of
	name   string
	fields []fieldRow
	result string // of a method
}

// fieldRow is a field; its name may be empty.
type fieldRow struct{ name, typ string }

type palletRow struct {
	index                 uint8
	name                  string
	storage               []storageRow
	calls, events, errors []row
	consts                []constRow
}

type storageRow struct {
	name       string
	optional   bool
	hashers    []uint8
	key, value string
	fallback   []byte
}

type constRow struct {
	name, typ string
	value     []byte
}

// hasherNumbers are the numbers that metadata gives the hashers.
var hasherNumbers = map[string]uint8{"blake2_128_concat": 2, "twox64_concat": 5, "identity": 6}

// parse reads a table. A table is part of a test's source, so what is wrong in it panics.
func parse(text string) *table {
	t := &table{types: map[string]declared{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		t.line(word, rest)
	}
	return t
}

func (t *table) line(word, rest string) {
	switch word {
	case "struct":
		path, body, _ := strings.Cut(rest, " ")
		t.types[last(path)] = declared{path: path, fields: fieldRows(body)}
	case "enum":
		path, body, _ := strings.Cut(rest, " ")
		t.types[last(path)] = declared{path: path, enum: true, alts: altRows(body)}
	case "pallet":
		number, name, _ := strings.Cut(rest, " ")
		t.pallets = append(t.pallets, &palletRow{index: number8(number), name: name})
	case "extension":
		w := words(rest, 3)
		t.ext = append(t.ext, row{name: w[0], fields: []fieldRow{{typ: w[1]}, {typ: w[2]}}})
	case "api":
		owner, method, _ := strings.Cut(rest, " ")
		method, result, _ := strings.Cut(method, " -> ")
		t.apis = append(t.apis, row{owner: owner, name: before(method), fields: fieldRows(behind(method)), result: result})
	default:
		t.pallets[len(t.pallets)-1].line(word, rest)
	}
}

func (p *palletRow) line(word, rest string) {
	switch word {
	case "storage":
		p.storage = append(p.storage, storageOf(rest))
	case "call":
		p.calls = append(p.calls, altRow(rest))
	case "event":
		p.events = append(p.events, altRow(rest))
	case "error":
		p.errors = append(p.errors, altRow(rest))
	case "const":
		left, value, _ := strings.Cut(rest, " = ")
		w := words(left, 2)
		p.consts = append(p.consts, constRow{w[0], w[1], bytesOf(w[1], value)})
	default:
		panic(fmt.Sprintf("the table says %q", word))
	}
}

func storageOf(rest string) storageRow {
	left, fallback, _ := strings.Cut(rest, " = ")
	w := words(left, 3)
	s := storageRow{name: w[0], optional: w[1] == "optional", value: w[2]}
	if keyed, value, isMap := strings.Cut(w[2], " -> "); isMap {
		hashers, key, _ := strings.Cut(keyed, " ")
		s.key, s.value = key, value
		for name := range strings.SplitSeq(hashers, ",") {
			s.hashers = append(s.hashers, hasherNumbers[name])
		}
	}
	s.fallback = bytesOf(s.value, fallback)
	return s
}

// fieldRows reads "{name: TYPE, …}" or "(TYPE, …)", with or without what stands around.
func fieldRows(body string) []fieldRow {
	var rows []fieldRow
	for _, part := range split(trim(body)) {
		if name, typ, named := strings.Cut(part, ": "); named {
			rows = append(rows, fieldRow{name, typ})
		} else {
			rows = append(rows, fieldRow{"", part})
		}
	}
	return rows
}

func altRows(body string) []row {
	var rows []row
	for _, part := range split(trim(body)) {
		rows = append(rows, altRow(part))
	}
	return rows
}

// altRow reads "NUMBER NAME", "NUMBER NAME(…)" or "NUMBER NAME{…}".
func altRow(text string) row {
	number, rest, _ := strings.Cut(text, " ")
	return row{index: number8(number), name: before(rest), fields: fieldRows(behind(rest))}
}

// before and behind cut a text at its first bracket.
func before(s string) string { return s[:len(s)-len(behind(s))] }

func behind(s string) string {
	if at := strings.IndexAny(s, "({"); at >= 0 {
		return s[at:]
	}
	return ""
}

func trim(s string) string {
	if len(s) < 2 {
		return ""
	}
	return s[1 : len(s)-1]
}

// split cuts at the commas that stand in no bracket.
func split(s string) (parts []string) {
	depth, from := 0, 0
	for at, c := range s {
		switch {
		case strings.ContainsRune("(<[{", c):
			depth++
		case strings.ContainsRune(")>]}", c):
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(s[from:at]))
			from = at + 1
		}
	}
	if rest := strings.TrimSpace(s[from:]); rest != "" {
		parts = append(parts, rest)
	}
	return parts
}

func last(path string) string { return path[strings.LastIndex(path, ":")+1:] }

func words(s string, n int) []string {
	w := strings.SplitN(s, " ", n)
	if len(w) != n {
		panic(fmt.Sprintf("the table says %q where %d words stand", s, n))
	}
	return w
}

func number8(s string) uint8 {
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil {
		panic(err)
	}
	return uint8(n)
}

// bytesOf reads a value: hexadecimal as it stands, or an integer in the size of its type. Nothing is one zero byte.
func bytesOf(typ, value string) []byte {
	if value == "" {
		return []byte{0}
	}
	if digits, isHex := strings.CutPrefix(value, "0x"); isHex {
		b, err := hex.DecodeString(digits)
		if err != nil {
			panic(err)
		}
		return b
	}
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		panic(err)
	}
	return binary.LittleEndian.AppendUint64(nil, n)[:map[string]int{"u8": 1, "u16": 2, "u32": 4, "u64": 8}[typ]]
}
