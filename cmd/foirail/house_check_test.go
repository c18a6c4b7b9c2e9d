package main_test

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// checkRooms holds every import of ours against the floor plan.
func (h house) checkRooms() (complaints []string) {
	order, rooms := plan()
	_, tests := table(testPlan)
	_, files := table(filePlan)
	for _, f := range h {
		allowed, known := rooms[f.room]
		if !known {
			complaints = append(complaints, fmt.Sprintf("%s: the floor plan has no room %q", f.path, f.room))
			continue
		}
		if f.test {
			allowed = append(append(slices.Clone(allowed), f.room), tests[f.room]...)
		}
		if slices.Contains(allowed, "*") {
			allowed = order
		}
		allowed = append(slices.Clone(allowed), files[f.path]...)
		complaints = append(complaints, f.checkArrows(allowed)...)
	}
	return complaints
}

func (f houseFile) checkArrows(allowed []string) (complaints []string) {
	for _, imported := range f.imports {
		room, ours := strings.CutPrefix(imported, houseModule+"/")
		if ours && !slices.Contains(allowed, room) {
			complaints = append(complaints, fmt.Sprintf("%s imports %q: the floor plan lets %s import %s", f.path, imported, f.kind(), list(allowed)))
		}
	}
	return complaints
}

// checkDoors holds every outside import against the table of doors.
func (h house) checkDoors() (complaints []string) {
	prefixes, rooms := table(doors)
	for _, f := range h {
		for _, imported := range f.imports {
			if !isOutside(imported) {
				continue
			}
			door, ok := longest(prefixes, imported)
			switch {
			case !ok:
				complaints = append(complaints, fmt.Sprintf("%s imports %q: this outside package has no door in the table of doors", f.path, imported))
			case !f.mayOpen(rooms[door]):
				complaints = append(complaints, fmt.Sprintf("%s imports %q: its door stands in %s", f.path, imported, list(rooms[door])))
			}
		}
	}
	return complaints
}

// mayOpen lets a file through a door of its room, and a test through a door for tests.
func (f houseFile) mayOpen(rooms []string) bool {
	return slices.Contains(rooms, f.room) || f.test && slices.Contains(rooms, "tests")
}

// checkQuiet holds the pure rooms to what they do without.
func (h house) checkQuiet() (complaints []string) {
	_, without := table(quiet)
	for _, f := range h {
		for _, imported := range f.imports {
			banned, ok := longest(without[f.room], imported)
			if ok && !f.test && !slices.Contains(strings.Fields(harmless), imported) {
				complaints = append(complaints, fmt.Sprintf("%s imports %q: room %s is pure and does without %s", f.path, imported, f.room, banned))
			}
		}
	}
	return complaints
}

// checkComments asks one package comment of every room that has code.
func (h house) checkComments() (complaints []string) {
	documented := map[string]bool{}
	for _, f := range h {
		if !f.test {
			documented[f.room] = documented[f.room] || f.doc
		}
	}
	for room, ok := range documented {
		if !ok {
			complaints = append(complaints, fmt.Sprintf("room %s has no package comment: it is the tour a newcomer reads first", room))
		}
	}
	return complaints
}

// checkSleeps lets no test wait by the clock.
func (h house) checkSleeps() (complaints []string) {
	for _, f := range h {
		for _, at := range f.sleeps {
			complaints = append(complaints, at+" calls time.Sleep: wait for the thing itself, or use testing/synctest")
		}
	}
	return complaints
}

// checkTopLevel lets only the named entries stand at the root; what .gitignore names at the root is nobody's.
func checkTopLevel(fsys fs.FS) (complaints []string) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return []string{err.Error()}
	}
	allowed := append(strings.Fields(topLevel), append(ignored(fsys), ".git")...)
	for _, e := range entries {
		if !slices.ContainsFunc(allowed, func(p string) bool { ok, _ := path.Match(p, e.Name()); return ok }) {
			complaints = append(complaints, fmt.Sprintf("%s stands at the root: beside the rooms only these may: %s", e.Name(), topLevel))
		}
	}
	return complaints
}

// ignored lists the root entries of .gitignore, those that begin with a slash.
func ignored(fsys fs.FS) (names []string) {
	text, err := fs.ReadFile(fsys, ".gitignore")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "/"); ok {
			names = append(names, strings.TrimSuffix(name, "/"))
		}
	}
	return names
}

// isOutside tells packages with a host name in front from the standard library and from ours.
func isOutside(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

// longest finds the longest prefix, in whole path elements, of an import.
func longest(prefixes []string, imported string) (best string, ok bool) {
	for _, p := range prefixes {
		if (imported == p || strings.HasPrefix(imported, p+"/")) && len(p) >= len(best) {
			best, ok = p, true
		}
	}
	return best, ok
}

func (f houseFile) kind() string {
	if f.test {
		return "tests of " + f.room
	}
	return f.room
}

func list(names []string) string {
	if len(names) == 0 {
		return "nothing of ours"
	}
	return strings.Join(names, " ")
}
