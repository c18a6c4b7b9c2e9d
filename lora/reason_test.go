package lora

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
)

// sources are the files of this room, tests left out.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// causeNames are the causes by the names of their constants.
func causeNames(t *testing.T, files map[string]*ast.File) map[string]Cause {
	t.Helper()
	names := map[string]Cause{}
	ast.Inspect(files["reason.go"], func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok {
			word, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			names[v.Names[0].Name] = Cause(word)
		}
		return true
	})
	return names
}

// Every cause stands in the table and is given by somebody, with as many facts as the table names.
func TestEveryCauseHasItsFacts(t *testing.T) {
	files := sources(t)
	names, used := causeNames(t, files), map[string]bool{}
	for name, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && name != "reason.go" {
				used[id.Name] = true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || fmt.Sprint(call.Fun) != "because" {
				return true
			}
			cause, known := names[fmt.Sprint(call.Args[0])]
			if known && len(call.Args)-1 != len(causes[cause]) {
				t.Errorf("%s: %s is given %d facts, it has %v", name, cause, len(call.Args)-1, causes[cause])
			}
			return true
		})
	}
	for name, cause := range names {
		if _, ok := causes[cause]; !ok || !used[name] {
			t.Errorf("%s (%s) stands in no table, or nobody gives it", name, cause)
		}
	}
	if len(names) != len(Causes()) || len(names) == 0 {
		t.Errorf("%d causes are named, %d stand in the table", len(names), len(Causes()))
	}
}

func TestReasonsAndTheirFacts(t *testing.T) {
	_, _, kept := Settings{Region: "EU868", Frequency: 869_300_000}.Complete()
	_, _, factor := Settings{Region: "EU868", Spreading: 13}.Complete()
	_, loud := NewREYAX(Settings{Region: "US915", Power: 30})
	for _, c := range []struct {
		err   error
		cause Cause
		facts Facts
	}{
		{&PortDenied{Path: "/dev/a", Group: "dialout"}, NotAllowed, Facts{"path": "/dev/a", "name": "dialout"}},
		{&PortDenied{Path: "/dev/a"}, NotMine, Facts{"path": "/dev/a"}},
		{&PortBusy{Path: "/dev/a"}, InUse, Facts{"path": "/dev/a"}},
		{&PortAbsent{Path: "/dev/a"}, Unplugged, Facts{"path": "/dev/a"}},
		{&PortAbsent{Path: "tcp://far:7633"}, Unreachable, Facts{"path": "tcp://far:7633"}},
		{&NoAnswer{To: "anything"}, Mute, Facts{}},
		{errStuck, Stuck, Facts{}},
		{&MeshRefused{Reason: meshDutyCycle}, DutyReached, Facts{}},
		{&MeshRefused{Reason: 33}, NotSent, Facts{"value": "33"}},
		{&REYAXRefused{Code: 14}, LowMemory, Facts{}},
		{&REYAXRefused{Code: 5}, NotSent, Facts{"value": "5"}},
		{rnodeComplaint(0x04), QueueFull, Facts{}},
		{rnodeComplaint(0x7A), NotSent, Facts{"value": "7A"}},
		{kept, KeptBand, Facts{"from": "869.2", "to": "869.4", "region": "EU868"}},
		{factor, OutOfReach, Facts{"name": "spreading", "value": "13", "other": "5 – 12"}},
		{loud, OutOfReach, Facts{"name": "power", "value": "30", "other": "0 – 22"}},
	} {
		var why Reason
		if !errors.As(fmt.Errorf("radio: %w", c.err), &why) || why.Cause() != c.cause || fmt.Sprint(why.Facts()) != fmt.Sprint(c.facts) {
			t.Errorf("%v is %v", c.err, why)
		}
	}
}
