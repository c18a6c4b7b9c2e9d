package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// reporting is what becomes of a report.
type reporting struct {
	since     uint32
	until     uint32
	html, pdf string
}

// report tells where every cent is, and what an outage has left to be settled.
func (t *terminal) report() *cobra.Command {
	var r reporting
	c := t.command("report", "", func(ctx context.Context, _ []string) error { return t.makeReport(ctx, r) })
	f := c.Flags()
	f.Uint32Var(&r.since, "since", 0, t.word("flag.since"))
	f.Uint32Var(&r.until, "until", 0, t.word("flag.until"))
	f.StringVar(&r.html, "html", "", t.word("flag.html"))
	f.StringVar(&r.pdf, "pdf", "", t.word("flag.pdf"))
	return c
}

// form is how the report is to be drawn, and where it goes.
func (t *terminal) form(r reporting) (form, path string) {
	switch {
	case r.html != "":
		return node.ReportHTML, r.html
	case r.pdf != "":
		return node.ReportPDF, r.pdf
	case t.json:
		return "", ""
	}
	return node.ReportText, "-"
}

func (t *terminal) makeReport(ctx context.Context, r reporting) error {
	form, path := t.form(r)
	switch {
	case r.html != "" && r.pdf != "":
		return t.usage("usage.both", "name", "--html", "other", "--pdf")
	case path == "-" && t.json:
		return t.usage("usage.both", "name", "--"+form+" -", "other", "--json")
	case r.pdf == "-" && isTerminal(t.stdout):
		return t.usage("usage.terminal", "name", "--pdf")
	}
	var file *newFile
	if path != "" && path != "-" {
		var err error
		if file, err = t.reserve(path); err != nil {
			return err
		}
		defer file.drop()
	}
	reply, err := ask[node.ReportReply](ctx, t, "report", node.ReportRequest{Since: r.since, Until: r.until, Form: form, Lang: string(t.lang)})
	if err != nil {
		return err
	}
	page := reply.Page
	reply.Page = nil
	if path == "-" {
		_, err = t.stdout.Write(page)
		return err
	}
	if err := file.keep(page); err != nil {
		return err
	}
	return t.answer(reply, func() {
		if t.dryRun {
			t.note("note.dry")
			return
		}
		t.say("report.written", "path", path)
	})
}
