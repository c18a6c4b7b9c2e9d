package print_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"foirail/print"
)

// long is a document of some pages, with all that one can have.
func long(t *testing.T) []byte {
	t.Helper()
	d := print.NewDocument(print.Options{Title: "Compte rendu", Made: made}, "Vallée · Ğ1")
	d.Heading(1, "Compte rendu du marché de Saint-Agrève")
	d.Loud("Il manque 0,05 Ğ1. " + strings.Repeat("Cherchez d'abord parmi les frais de la chaîne. ", 5))
	for i := range 4 {
		d.Heading(2, fmt.Sprint("Partie ", i+1))
		d.Paragraph(strings.Repeat("Chaque centime est à sa place, et chacun peut recompter. ", 20))
		d.Heading(3, "Retraits")
		table := print.Table{Caption: "Ce qui est dû", Columns: []print.Column{{Head: "à qui"}, {Head: "montant", Right: true}, {Head: "pourquoi"}}}
		for row := range 40 {
			table.Rows = append(table.Rows, print.Row{Cells: []string{"g1" + strings.Repeat("Abc", row), fmt.Sprintf("%d,00 Ğ1", row*row), "le coffre n'a pas assez"}})
		}
		table.Rows = append(table.Rows, print.Row{Cells: []string{"en tout", "20 540,00 Ğ1"}, Sum: true})
		d.Table(table)
	}
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDocumentSameBytes(t *testing.T) {
	first := long(t)
	for range 5 {
		if !bytes.Equal(long(t), first) {
			t.Fatal("the same calls gave other bytes")
		}
	}
	sum := fmt.Sprintf("%x\n", sha256.Sum256(first))
	const kept = "testdata/document.sha256"
	if *update {
		if err := os.WriteFile(kept, []byte(sum), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if sum != string(want) {
		t.Errorf("the document's sum is %swant %slook at its pages, then run the test with -update", sum, want)
	}
}

// Nothing that a document is given makes it panic or lose a page: cells higher than a page, rows too
// short, no columns, nothing at all.
func TestDocumentOdd(t *testing.T) {
	d := print.NewDocument(print.Options{}, strings.Repeat("foot ", 200))
	d.Heading(0, "")
	d.Heading(9, strings.Repeat("x", 3000))
	d.Table(print.Table{})
	d.Table(print.Table{Caption: "narrow", Columns: make([]print.Column, 60), Rows: []print.Row{{}, {Cells: []string{"a"}}, {Cells: make([]string, 99)}}})
	d.Table(print.Table{Columns: []print.Column{{}, {Right: true}}, Rows: []print.Row{{Cells: []string{strings.Repeat("a word ", 3000), "1"}}}})
	d.Paragraph("\x00\u202e\xff")
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("/Type /Page\n")); n < 3 {
		t.Errorf("a cell of 3000 words stands on %d pages", n)
	}
	if _, err := print.NewDocument(print.Options{}, "").Bytes(); err == nil {
		t.Error("a document without anything was put out")
	}
}
