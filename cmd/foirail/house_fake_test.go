package main_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// fake makes a house of files, by path and source.
func fake(files map[string]string) fstest.MapFS {
	tree := fstest.MapFS{}
	for name, src := range files {
		tree[name] = &fstest.MapFile{Data: []byte(src)}
	}
	return tree
}

// TestChecksCanFail feeds every check one house that breaks its rule; the complaint must name the file and what is wrong.
func TestChecksCanFail(t *testing.T) {
	rooms, doors, quiet := house.checkRooms, house.checkDoors, house.checkQuiet
	for _, c := range []struct {
		name, path, src string
		check           func(house) []string
		want            string // part of the only complaint; empty if there is none
	}{
		{"upward arrow", "ledger/a.go", `package ledger; import _ "foirail/mesh/node"`, rooms, `ledger/a.go imports "foirail/mesh/node"`},
		{"sideways arrow", "coupons/a.go", `package coupons; import _ "foirail/print"`, rooms, "lets coupons import ledger/keys ledger/entry"},
		{"leaf", "lora/a.go", `package lora; import _ "foirail/ledger/words"`, rooms, "nothing of ours"},
		{"room off the plan", "ledger/attic/a.go", `package attic`, rooms, `no room "ledger/attic"`},
		{"unknown room", "ledger/a.go", `package ledger; import _ "foirail/ledger/attic"`, rooms, `"foirail/ledger/attic"`},
		{"test room in code", "mesh/node/a.go", `package node; import _ "foirail/ledger/ledgertest"`, rooms, "ledgertest"},
		{"the played chain in life", "mesh/node/lookout.go", `package node; import _ "foirail/ledger/duniter/dunitertest"`, rooms, "dunitertest"},
		{"the played chain in a demo", "mesh/node/demochain.go", `package node; import _ "foirail/ledger/duniter/dunitertest"`, rooms, ""},
		{"test room in test", "ledger/a_test.go", `package ledger_test; import (_ "foirail/ledger"; _ "foirail/ledger/ledgertest")`, rooms, ""},
		{"tagged file", "print/a.go", "//go:build never\n\npackage print; import _ \"foirail/coupons\"", rooms, "print/a.go"},
		{"testdata is no room", "print/testdata/a.go", `package a; import _ "foirail/coupons"`, rooms, ""},
		{"whole house in a command test", "cmd/foirail/a_test.go", `package main; import _ "foirail/coupons"`, rooms, ""},
		{"wrong door", "ledger/a.go", `package ledger; import _ "modernc.org/sqlite"`, doors, "its door stands in ledger/sqlite"},
		{"right door", "ledger/sqlite/a.go", `package sqlite; import _ "modernc.org/sqlite/lib"`, doors, ""},
		{"no door", "ledger/a.go", `package ledger; import _ "example.org/left-pad"`, doors, "no door"},
		{"half a name is no prefix", "ledger/sqlite/a.go", `package sqlite; import _ "modernc.org/sqlite3"`, doors, "no door"},
		{"tests only, in code", "ledger/a.go", `package ledger; import _ "pgregory.net/rapid"`, doors, "its door stands in tests"},
		{"tests only, in a test", "ledger/a_test.go", `package ledger; import _ "pgregory.net/rapid"`, doors, ""},
		{"noise", "ledger/entry/a.go", `package entry; import _ "net/http"`, quiet, "does without net"},
		{"addresses are text", "ledger/keys/a.go", `package keys; import _ "net/url"`, quiet, ""},
		{"a test may be loud", "ledger/entry/a_test.go", `package entry; import _ "os"`, quiet, ""},
		{"no comment", "lora/a.go", `package lora`, house.checkComments, "room lora has no package comment"},
		{"comment", "lora/a.go", "// Package lora is here.\npackage lora", house.checkComments, ""},
		{"sleep", "lora/a_test.go", "package lora\nimport \"time\"\nfunc f() { time.Sleep(1) }", house.checkSleeps, "lora/a_test.go:3 calls"},
		{"sleep in words only", "lora/a_test.go", "package lora\nvar s = \"time.Sleep\"", house.checkSleeps, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.check(readHouse(t, fake(map[string]string{c.path: c.src})))
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("complaints %q, want one with %q", got, c.want)
			}
		})
	}
}

func TestNestedModulesAreNotOurs(t *testing.T) {
	files := map[string]string{"lora/x/go.mod": "module x", "lora/x/a.go": `package x; import _ "foirail/mesh"`}
	if got := readHouse(t, fake(files)).checkRooms(); len(got) > 0 {
		t.Error(got)
	}
}

func TestTopLevelCanFail(t *testing.T) {
	got := checkTopLevel(fake(map[string]string{"go.mod": "", ".gitignore": "/bin/\n/*.pdf\n*.log\n", "bin/x": "", "a.pdf": "", "attic/a.go": ""}))
	if len(got) != 1 || !strings.HasPrefix(got[0], "attic stands at the root") {
		t.Errorf("complaints %q, want one about attic", got)
	}
}

// TestPlanIsALadder holds the plan itself to its promise: a room names only rooms above it, and no table names a room that is not on the plan.
func TestPlanIsALadder(t *testing.T) {
	order, rooms := plan()
	for i, room := range order {
		for _, below := range rooms[room] {
			if !slices.Contains(order[:i], below) {
				t.Errorf("the floor plan lets %s import %s, which does not stand above it", room, below)
			}
		}
	}
	for name, text := range map[string]string{"testPlan": testPlan, "quiet": quiet} {
		for _, room := range first(table(text)) {
			if !slices.Contains(order, room) {
				t.Errorf("%s names %s, which is not on the floor plan", name, room)
			}
		}
	}
	_, open := table(doors)
	for outside, rooms := range open {
		for _, room := range rooms {
			if room != "tests" && !slices.Contains(order, room) {
				t.Errorf("the door of %s stands in %s, which is not on the floor plan", outside, room)
			}
		}
	}
}

func first(names []string, _ map[string][]string) []string { return names }
