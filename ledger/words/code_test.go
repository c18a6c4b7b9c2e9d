package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// TestEveryCodeHasARow reads the constants of code.go, so that a code cannot be named and then left without words.
func TestEveryCodeHasARow(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok {
			return true
		}
		code, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := find(Code(code)); !ok {
			t.Errorf("code %s has no row in any table", code)
		}
		count++
		return true
	})
	if count != len(Codes()) {
		t.Errorf("%d codes are named, %d have a row", count, len(Codes()))
	}
}
