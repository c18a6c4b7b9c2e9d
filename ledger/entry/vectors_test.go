package entry

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"foirail/ledger/keys"
)

// The vectors of testdata are for every implementation of SPEC.md, in whatever language; the
// form of the files stands there. `go test -run TestVectors -update` writes them anew.
var update = flag.Bool("update", false, "write the vectors of testdata anew")

// accepted is a file of testdata/vectors/accept.
type accepted struct {
	About     string          `json:"about"`
	Kind      string          `json:"kind"`
	Full      string          `json:"full"`
	Unsigned  int             `json:"unsigned"` // bytes of full that are signed, behind the tag
	Hash      string          `json:"hash"`
	Community string          `json:"community"`
	Market    string          `json:"market"`
	Author    string          `json:"author"`
	Seq       uint32          `json:"seq"`
	Prev      string          `json:"prev"`
	Time      uint32          `json:"time"`
	Body      json.RawMessage `json:"body"`
	Questions []question      `json:"questions"`
}

// question is one signature that must hold.
type question struct {
	Account   string `json:"account"`
	Message   string `json:"message"`
	Curve     string `json:"curve"`
	Signature string `json:"signature"`
}

// rejected is a file of testdata/vectors/reject.
type rejected struct {
	About string `json:"about"`
	Class string `json:"class"` // form, newer or signature
	Full  string `json:"full"`
}

// rooted is a file of testdata/vectors/root.
type rooted struct {
	About  string   `json:"about"`
	Leaves []string `json:"leaves"`
	Root   string   `json:"root"`
}

// describe makes the vector of an entry.
func describe(t testing.TB, about string, e *Entry) accepted {
	t.Helper()
	body, err := json.Marshal(view(reflect.ValueOf(e.Body)))
	if err != nil {
		t.Fatal(err)
	}
	v := accepted{About: about, Kind: e.Kind().String(), Full: hex.EncodeToString(e.Full()),
		Unsigned: e.signed - len(tag), Hash: e.Hash().String(), Community: e.Community.String(),
		Market: e.Market.String(), Author: hex.EncodeToString(e.Author[:]), Seq: e.Seq,
		Prev: e.Prev.String(), Time: e.Time, Body: body}
	for _, q := range e.Questions(nil) {
		v.Questions = append(v.Questions, question{hex.EncodeToString(q.Account[:]),
			hex.EncodeToString(q.Message), q.Signature.Curve.String(), hex.EncodeToString(q.Signature.Bytes[:])})
	}
	return v
}

// view turns a body into what JSON can say: bytes in hexadecimal, structs as objects.
func view(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		made := view(v.Elem())
		if fact, ok := v.Interface().(Fact); ok {
			made.(map[string]any)["fact"] = fact.factKind()
		}
		return made
	case reflect.Struct:
		made := map[string]any{}
		for i := range v.NumField() {
			made[lowerFirst(v.Type().Field(i).Name)] = view(v.Field(i))
		}
		return made
	case reflect.Array, reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return hex.EncodeToString(b)
		}
		made := []any{}
		for i := range v.Len() {
			made = append(made, view(v.Index(i)))
		}
		return made
	}
	return v.Interface()
}

func lowerFirst(name string) string {
	return string(unicode.ToLower(rune(name[0]))) + name[1:]
}

// vectorFiles is what testdata/vectors should hold, by path.
func vectorFiles(t testing.TB) map[string]any {
	t.Helper()
	files := map[string]any{}
	for name, s := range acceptScenarios(t) {
		files["accept/"+name+".json"] = describe(t, s.about, s.entry)
	}
	for name, s := range rejectScenarios(t) {
		files["reject/"+name+".json"] = rejected{s.about, s.class, hex.EncodeToString(s.full)}
	}
	for name, n := range map[string]int{"empty": 0, "one-leaf": 1, "two-leaves": 2, "three-leaves": 3, "seven-leaves": 7} {
		var list []keys.Account
		leaves := []string{}
		for i := range n {
			a := leaf(byte(i + 1))
			list = append(list, a)
			leaves = append(leaves, hex.EncodeToString(a[:]))
		}
		files["root/"+name+".json"] = rooted{"the RFC 6962 tree hash over these leaves", leaves, Root(list).String()}
	}
	maps.Copy(files, airVectors(t))
	return files
}

// TestVectorsAreTheseScenarios holds that the files are what the scenarios make, none more.
func TestVectorsAreTheseScenarios(t *testing.T) {
	files := vectorFiles(t)
	for name, v := range files {
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "vectors", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if held, err := os.ReadFile(path); err != nil || !bytes.Equal(held, text.Bytes()) {
			t.Errorf("%s is not what its scenario makes: %v", path, err)
		}
	}
	for _, path := range vectorPaths(t, "*") {
		name := strings.TrimPrefix(filepath.ToSlash(path), "testdata/vectors/")
		if _, ok := files[name]; !ok {
			t.Errorf("%s has no scenario", path)
		}
	}
}

// vectorPaths lists the files of one class, at least one.
func vectorPaths(t testing.TB, class string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "vectors", class, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no vectors in %s: %v", class, err)
	}
	return paths
}

// load reads one file strictly.
func load(t testing.TB, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestVectorsToAccept(t *testing.T) {
	kinds := map[Kind]bool{}
	for _, path := range vectorPaths(t, "accept") {
		var want accepted
		load(t, path, &want)
		full := unhex(t, want.Full)
		e, err := Decode(full)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		kinds[e.Kind()] = true
		if !e.Verify() {
			t.Errorf("%s: a signature does not hold", path)
		}
		if !bytes.Equal(rewrite(e), full) {
			t.Errorf("%s: written again it differs", path)
		}
		var body bytes.Buffer
		if err := json.Compact(&body, want.Body); err != nil {
			t.Fatal(err)
		}
		want.Body = body.Bytes()
		if got := describe(t, want.About, e); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", path, got, want)
		}
	}
	for k := KindFound; k <= KindCheckpoint; k++ {
		if !kinds[k] {
			t.Errorf("no vector of kind %v", k)
		}
	}
}

func TestVectorsToReject(t *testing.T) {
	for _, path := range vectorPaths(t, "reject") {
		var v rejected
		load(t, path, &v)
		e, err := Decode(unhex(t, v.Full))
		ok := false
		switch v.Class {
		case "form":
			ok = errors.Is(err, ErrForm) && !errors.Is(err, ErrNewer)
		case "newer":
			ok = errors.Is(err, ErrNewer)
		case "signature":
			ok = err == nil && !e.Verify()
		}
		if !ok {
			t.Errorf("%s: not refused as %s, got %v", path, v.Class, err)
		}
	}
}

// A batch must say of each signature in the vectors what the single predicate says.
func TestVectorsInABatch(t *testing.T) {
	var questions []keys.Signed
	for _, s := range acceptScenarios(t) {
		questions = s.entry.Questions(questions)
	}
	for _, s := range rejectScenarios(t) {
		if s.class == "signature" {
			questions = mustDecode(t, s.full).Questions(questions)
		}
	}
	for i, good := range keys.VerifyAll(questions) {
		q := questions[i]
		if single := keys.Verify(q.Account, q.Message, q.Signature); good != single {
			t.Errorf("%x: batch says %v, single says %v", q.Signature.Bytes, good, single)
		}
	}
}

func TestVectorsOfRoots(t *testing.T) {
	for _, path := range vectorPaths(t, "root") {
		var v rooted
		load(t, path, &v)
		var list []keys.Account
		for _, text := range v.Leaves {
			list = append(list, keys.Account(unhex(t, text)))
		}
		if got := Root(list).String(); got != v.Root {
			t.Errorf("%s: got %s", path, got)
		}
	}
}
