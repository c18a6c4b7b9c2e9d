package node

import (
	"time"

	"foirail/print"
)

// pdf draws a paper as a PDF, made at a time in seconds since 1970.
func (p *paper) pdf(made uint32) ([]byte, error) {
	doc := print.NewDocument(print.Options{Title: p.Title, Made: time.Unix(int64(made), 0)}, p.Title)
	doc.Heading(1, p.Title)
	for _, s := range p.Lead {
		doc.Paragraph(s)
	}
	for _, part := range p.Parts {
		if level := 2; part.Heading != "" {
			if part.Deep {
				level = 3
			}
			doc.Heading(level, part.Heading)
		}
		for _, s := range part.Said {
			if part.Loud {
				doc.Loud(s)
			} else {
				doc.Paragraph(s)
			}
		}
		if t := part.Table; t != nil {
			doc.Table(t.printed())
		}
	}
	return doc.Bytes()
}

// printed is a table as it is printed.
func (t *paperTable) printed() print.Table {
	p := print.Table{Caption: t.Caption}
	for _, c := range t.Columns {
		p.Columns = append(p.Columns, print.Column{Head: c.Head, Right: c.Right})
	}
	for _, r := range t.Rows {
		p.Rows = append(p.Rows, print.Row{Cells: r.Cells, Sum: r.Sum})
	}
	return p
}
