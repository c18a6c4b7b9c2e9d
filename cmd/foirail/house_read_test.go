package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// houseModule is how our own imports begin.
const houseModule = "foirail"

// houseFile is what the checks want to know of one Go file.
type houseFile struct {
	path    string // from the root
	room    string // its folder
	test    bool
	doc     bool // it has a package comment
	imports []string
	sleeps  []string // where it calls time.Sleep, as file:line
}

// house is every Go file of the module.
type house []houseFile

// readHouse parses every Go file, whatever its build tags. Folders that Go passes over (testdata, a dot or _ in front, a module of their own) are
// passed over here too. The files are read through the test's own process, so that a cached result notices when they change.
func readHouse(t *testing.T, fsys fs.FS) house {
	t.Helper()
	var all house
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && outside(fsys, name):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		file, err := readFile(fsys, name)
		all = append(all, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// outside tells whether a folder is none of the module's.
func outside(fsys fs.FS, dir string) bool {
	base := path.Base(dir)
	if dir == "." {
		return false
	}
	if base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_' {
		return true
	}
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	return err == nil
}

func readFile(fsys fs.FS, name string) (houseFile, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return houseFile{}, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return houseFile{}, err
	}
	file := houseFile{path: name, room: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), doc: tree.Doc.Text() != ""}
	for _, spec := range tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return houseFile{}, err
		}
		file.imports = append(file.imports, imported)
	}
	if file.test {
		file.sleeps = findSleeps(fset, tree)
	}
	return file, nil
}

func findSleeps(fset *token.FileSet, tree *ast.File) (found []string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Sleep" {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" {
			at := fset.Position(sel.Pos())
			found = append(found, at.Filename+":"+strconv.Itoa(at.Line))
		}
		return true
	})
	return found
}

// table reads lines of the form "name: word word", in order.
func table(text string) (names []string, rows map[string][]string) {
	rows = map[string][]string{}
	for line := range strings.Lines(text) {
		name, rest, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		names = append(names, name)
		rows[name] = strings.Fields(rest)
	}
	return names, rows
}

// plan reads the floor plan with every "*" written out.
func plan() (order []string, rooms map[string][]string) {
	order, rooms = table(floorPlan)
	for i, room := range order {
		if slices.Equal(rooms[room], []string{"*"}) {
			rooms[room] = slices.DeleteFunc(slices.Clone(order[:i]), isTestRoom)
		}
	}
	return order, rooms
}

// isTestRoom tells the rooms that exist for tests only.
func isTestRoom(room string) bool { return strings.HasSuffix(path.Base(room), "test") }
