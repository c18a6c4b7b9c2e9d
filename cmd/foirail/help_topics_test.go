package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTopicsStandInDoc: a page for readers is a file in help and a link to it in doc, so that one text serves both. A checkout without symbolic
// links holds the target's name instead, which is let pass.
func TestTopicsStandInDoc(t *testing.T) {
	for _, name := range pages(t, "help") {
		want := read(t, "help/"+name)
		got := read(t, filepath.Join(houseRoot, "doc", name))
		if got != want && strings.TrimSpace(got) != "../cmd/foirail/help/"+name {
			t.Errorf("doc/%s is not the text of help/%s: make it a link", name, name)
		}
	}
	for _, name := range pages(t, filepath.Join(houseRoot, "doc")) {
		if _, err := os.Stat("help/" + name); err != nil && name != "README.md" {
			t.Errorf("doc/%s has no text in help: %v", name, err)
		}
	}
}

// TestTopicsFitATerminal: the pages are read in a terminal as they are.
func TestTopicsFitATerminal(t *testing.T) {
	const columns = 90
	for _, name := range pages(t, "help") {
		for i, line := range strings.Split(read(t, "help/"+name), "\n") {
			if len([]rune(line)) > columns && !strings.HasPrefix(line, "|") {
				t.Errorf("help/%s:%d has %d columns", name, i+1, len([]rune(line)))
			}
		}
	}
}

// pages lists the Markdown files of a folder.
func pages(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no page in %s: %v", dir, err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
