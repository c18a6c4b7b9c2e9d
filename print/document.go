package print

import (
	"cmp"
	"slices"
	"strconv"
)

// The room on a page of a Document, in millimetres.
const (
	docSide = 17.0              // left and right of the text
	docTop  = 17.0              // above it
	docFoot = PageHeight - 20.0 // where it ends
	docWide = PageWidth - 2*docSide
	cellPad = 1.2 // left and right of the text of a cell
)

// The letters of a Document.
var (
	docText  = Style{Size: 9.5, Leading: 1.35}
	docSmall = Style{Size: 8, Leading: 1.3}
	docHeads = [3]Style{{Font: Bold, Size: 16}, {Font: Bold, Size: 12.5}, {Font: Bold, Size: 10}}
)

// A Document is text to be read, not cut out: headings, paragraphs and tables, one after the other, over as
// many pages as they need. Each page has its number and the same words at its foot. Make one with
// NewDocument; as of a Sheet, the first mistake sticks, and the same calls give the same bytes.
type Document struct {
	sheet *Sheet
	foot  string
	y     float64 // how far the page is used
}

// NewDocument returns a Document whose pages all have a text at their foot.
func NewDocument(o Options, foot string) *Document {
	return &Document{sheet: New(o), foot: foot, y: docFoot}
}

// Bytes returns the finished PDF, or the first mistake.
func (d *Document) Bytes() ([]byte, error) { return d.sheet.Bytes() }

// Heading begins a part: 1 is the title, 3 the smallest. It never stands alone at the end of a page.
func (d *Document) Heading(level int, text string) {
	t := docHeads[min(max(level, 1), len(docHeads))-1]
	d.need(3*t.leading() + 4*docText.leading())
	if d.y > docTop {
		d.y += t.leading()
	}
	d.lines(docSide, docWide, text, t)
	d.y += t.leading() / 4
}

// Paragraph adds a text.
func (d *Document) Paragraph(text string) {
	d.lines(docSide, docWide, text, docText)
	d.y += docText.leading() / 4
}

// Loud adds a text that must not be overlooked: bold, with a bar beside it.
func (d *Document) Loud(text string) {
	t := docText
	t.Font = Bold
	for _, line := range d.sheet.Lines(text, docWide-4, t) {
		d.need(t.leading())
		d.sheet.Fill(Box{docSide, d.y, 1.2, t.leading()}, Colour{})
		d.line(docSide+4, line, t)
	}
	d.y += t.leading() / 2
}

// lines adds a text in as many lines as it needs.
func (d *Document) lines(x, width float64, text string, t Style) {
	for _, line := range d.sheet.Lines(text, width, t) {
		d.need(t.leading())
		d.line(x, line, t)
	}
}

// line adds one line that has room.
func (d *Document) line(x float64, text string, t Style) {
	d.sheet.Text(x, d.y+ascent*t.size()/pt, text, t)
	d.y += t.leading()
}

// need begins a new page unless so much room is left. It says whether it has.
func (d *Document) need(height float64) bool {
	if d.y+height <= docFoot {
		return false
	}
	d.sheet.AddPage()
	d.y = docTop
	small := docSmall
	small.Align = Right
	d.sheet.Text(docSide, docFoot+8, d.foot, d.sheet.Fit(d.foot, docWide-20, 5, docSmall))
	d.sheet.Text(PageWidth-docSide, docFoot+8, strconv.Itoa(d.sheet.Pages()), small)
	return true
}

// A Table is rows of cells under a caption. Its columns share the width of the page; what is too long for
// its cell goes on in further lines. After a page break the heads stand again.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row // each with a cell for every column
}

// A Column has a head, or none, and its cells at its left edge, or its right one.
type Column struct {
	Head  string
	Right bool
}

// A Row is cells; a Sum stands in bold under a line.
type Row struct {
	Cells []string
	Sum   bool
}

// Table adds a table.
func (d *Document) Table(t Table) {
	if len(t.Columns) == 0 {
		return
	}
	d.need(6 * docSmall.leading())
	d.lines(docSide, docWide, t.Caption, docSmall)
	widths := d.widths(t)
	head := Row{Sum: true}
	headed := false
	for _, c := range t.Columns {
		head.Cells = append(head.Cells, c.Head)
		headed = headed || c.Head != ""
	}
	again := func() {
		if headed {
			d.row(t, widths, head, func() {})
		}
	}
	again()
	for _, r := range t.Rows {
		d.row(t, widths, r, again)
	}
	d.y += docText.leading() / 2
}

// widths shares the page among the columns: each gets what it needs while there is enough, and what is
// over goes to the widest.
func (d *Document) widths(t Table) []float64 {
	needs := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		needs[i] = d.needed(c.Head)
		for _, r := range t.Rows {
			if i < len(r.Cells) {
				needs[i] = max(needs[i], d.needed(r.Cells[i]))
			}
		}
	}
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(needs[a], needs[b]) })
	widths, left := make([]float64, len(needs)), docWide
	for n, i := range order {
		widths[i] = min(needs[i], left/float64(len(order)-n))
		left -= widths[i]
	}
	widths[order[len(order)-1]] += left // the widest
	return widths
}

// needed is how wide a column is in which a text stands on one line, in bold or not.
func (d *Document) needed(text string) float64 {
	bold := docSmall
	bold.Font = Bold
	return max(d.sheet.Width(text, docSmall), d.sheet.Width(text, bold)) + 2*cellPad + 0.1
}

// row adds a row. It stays whole where a page can hold it; after each page break again is called.
func (d *Document) row(t Table, widths []float64, r Row, again func()) {
	style := docSmall
	if r.Sum {
		style.Font = Bold
	}
	cells, most := make([][]string, len(t.Columns)), 1
	for i := range t.Columns {
		if i < len(r.Cells) {
			cells[i] = d.sheet.Lines(r.Cells[i], widths[i]-2*cellPad, style)
		}
		most = max(most, len(cells[i]))
	}
	whole := float64(most)*style.leading() + cellPad
	if whole <= (docFoot-docTop)/2 && d.need(whole) {
		again()
	}
	for n := range most {
		if d.need(style.leading() + cellPad) {
			again()
		}
		x := docSide
		for i, c := range t.Columns {
			if n < len(cells[i]) {
				d.cell(x, widths[i], cells[i][n], c.Right, style)
			}
			x += widths[i]
		}
		d.y += style.leading()
	}
	d.y += cellPad
	pen := Pen{Width: 0.1, Colour: Colour{150, 150, 150}}
	if r.Sum {
		pen = Pen{Width: 0.25}
	}
	d.sheet.Line(docSide, d.y-cellPad/3, docSide+docWide, d.y-cellPad/3, pen)
}

// cell writes one line of a cell.
func (d *Document) cell(x, width float64, text string, right bool, t Style) {
	x += cellPad
	if right {
		x, t.Align = x+width-2*cellPad, Right
	}
	d.sheet.Text(x, d.y+ascent*t.size()/pt, text, t)
}
