package node

import (
	"bytes"
	"html/template"
	"strings"
	"unicode/utf8"

	"foirail/ledger/words"
)

// paper is a plain document: a title, and parts with what is said and tables. It can be drawn for a terminal,
// as a page and as a PDF, and says the same in each.
type paper struct {
	Lang  words.Lang
	Title string
	Lead  []string
	Parts []paperPart
}

// paperPart is one part, under its heading.
type paperPart struct {
	Heading string
	Deep    bool // within the part before that is not
	Loud    bool // what must not be overlooked
	Said    []string
	Table   *paperTable
}

// paperTable is rows of cells under a caption. The cells of a column that is Right stand at its right edge.
type paperTable struct {
	Caption string
	Columns []paperColumn
	Rows    []paperRow
}

type paperColumn struct {
	Head  string
	Right bool
}

type paperRow struct {
	Cells []string
	Sum   bool // it sums up those above
}

// Right says whether a cell stands at the right edge.
func (t *paperTable) Right(column int) bool { return t.Columns[column].Right }

// Headed says whether any column has a head.
func (t *paperTable) Headed() bool {
	for _, c := range t.Columns {
		if c.Head != "" {
			return true
		}
	}
	return false
}

// text draws a paper for a terminal.
func (p *paper) text() []byte {
	var b bytes.Buffer
	line := func(s string) { b.WriteString(strings.TrimRight(strings.Map(printable, s), " ") + "\n") }
	line(p.Title)
	for _, s := range p.Lead {
		line(s)
	}
	for _, part := range p.Parts {
		line("")
		if part.Heading != "" {
			line(part.mark() + part.Heading)
		}
		for _, s := range part.Said {
			line(s)
		}
		if part.Table != nil {
			line(part.Table.Caption)
			for _, row := range part.Table.lines() {
				line("  " + row)
			}
		}
	}
	return b.Bytes()
}

// mark stands before a heading on a terminal.
func (p *paperPart) mark() string {
	if p.Deep {
		return "## "
	}
	return "# "
}

// lines are the rows of a table, in columns as wide as they need.
func (t *paperTable) lines() (lines []string) {
	var rows [][]string
	if t.Headed() {
		var head []string
		for _, c := range t.Columns {
			head = append(head, c.Head)
		}
		rows = append(rows, head)
	}
	for _, r := range t.Rows {
		rows = append(rows, r.Cells)
	}
	wide := make([]int, len(t.Columns))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			room := strings.Repeat(" ", wide[i]-utf8.RuneCountInString(cell))
			if t.Right(i) {
				line.WriteString(room + cell + "  ")
			} else {
				line.WriteString(cell + room + "  ")
			}
		}
		lines = append(lines, line.String())
	}
	return lines
}

// printable leaves out what would steer a terminal.
func printable(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return -1
	}
	return r
}

// paperPage is a paper as one page that asks for nothing else: no script, no picture, no font from elsewhere.
var paperPage = template.Must(template.New("paper").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
@page { size: A4; margin: 15mm }
body { font: 11pt/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.6em; line-height: 1.2 }
h2 { font-size: 1.3em; margin-top: 2em; border-bottom: 2px solid #111 }
h3 { font-size: 1.05em; margin: 1.6em 0 .3em }
p { margin: .3em 0 }
table { border-collapse: collapse; width: 100%; margin: .6em 0; font-size: .92em }
caption { text-align: left; font-style: italic; padding: .2em 0 }
th, td { text-align: left; vertical-align: top; padding: .2em .5em; border-bottom: 1px solid #bbb; overflow-wrap: anywhere }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal }
.sum td { font-weight: bold; border-top: 1.5px solid #111 }
.loud { border: 3px solid #111; padding: .3em .7em; font-weight: bold }
@media print { body { font-size: 9.5pt; margin: 0; padding: 0; max-width: none } h2, h3 { break-after: avoid } tr { break-inside: avoid } thead { display: table-header-group } }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{range .Lead}}<p>{{.}}</p>
{{end}}{{range .Parts}}{{if not .Heading}}{{else if .Deep}}<h3>{{.Heading}}</h3>{{else}}<h2>{{.Heading}}</h2>{{end}}
{{$loud := .Loud}}{{range .Said}}<p{{if $loud}} class="loud"{{end}}>{{.}}</p>
{{end}}{{with .Table}}{{$t := .}}<table>
<caption>{{.Caption}}</caption>
{{if .Headed}}<thead><tr>{{range .Columns}}<th scope="col"{{if .Right}} class="n"{{end}}>{{.Head}}</th>{{end}}</tr></thead>
{{end}}<tbody>
{{range .Rows}}<tr{{if .Sum}} class="sum"{{end}}>{{range $i, $cell := .Cells}}<td{{if $t.Right $i}} class="n"{{end}}>{{$cell}}</td>{{end}}</tr>
{{end}}</tbody>
</table>
{{end}}{{end}}</body>
</html>
`))

func (p *paper) html() ([]byte, error) {
	var b bytes.Buffer
	err := paperPage.Execute(&b, p)
	return b.Bytes(), err
}
