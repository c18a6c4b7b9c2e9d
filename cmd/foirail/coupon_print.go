package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// printing is where a sheet goes.
type printing struct {
	out, printer string
	after        int
}

// couponPrint makes the sheet of a series. It is cash to be, so it goes to a file for its owner
// only, to a printer, or to standard output when that is no screen.
func (t *terminal) couponPrint() *cobra.Command {
	var in node.PrintRequest
	var where printing
	c := t.command("coupon print", "SERIES", nil)
	c.RunE = func(c *cobra.Command, args []string) error {
		in.Series, in.Lang, in.DryRun = args[0], string(t.lang), t.dryRun
		in.After, in.Resume = where.after, c.Flags().Changed("after")
		return t.print(c.Context(), in, where)
	}
	f := c.Flags()
	f.StringVar(&where.out, "out", "", t.word("flag.out.sheet"))
	f.StringVar(&where.printer, "printer", "", t.word("flag.printer"))
	f.IntVar(&where.after, "after", 0, t.word("flag.after"))
	f.BoolVar(&in.Terms, "terms", false, t.word("flag.terms"))
	return c
}

func (t *terminal) print(ctx context.Context, in node.PrintRequest, where printing) (err error) {
	if err := t.mayPrint(where); err != nil {
		return err
	}
	if err := t.needLedger(); err != nil {
		return err
	}
	if in.Resume {
		if err := t.sure(ctx, "ask.after", "serial", fmt.Sprint(in.After)); err != nil {
			return err
		}
	}
	var file *newFile
	if where.toFile() {
		if file, err = t.reserve(where.out); err != nil {
			return err
		}
		defer file.drop()
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	reply, err := ask[node.PrintReply](ctx, t, "coupon print", in)
	if err != nil {
		return err
	}
	return t.printed(ctx, reply, where, file)
}

func (w printing) toFile() bool { return w.out != "" && w.out != "-" }

// mayPrint refuses a sheet that has no place to go, or two, or a screen.
func (t *terminal) mayPrint(where printing) error {
	switch {
	case where.out == "" && where.printer == "":
		return t.usage("usage.needs", "name", "--out")
	case where.out != "" && where.printer != "":
		return t.usage("usage.both", "name", "--out", "other", "--printer")
	case where.out == "-" && t.json:
		return t.usage("usage.both", "name", "--out -", "other", "--json")
	case where.out == "-" && isTerminal(t.stdout):
		return t.usage("usage.terminal", "name", "--out")
	}
	return nil
}

// printed brings a sheet to its place and says what it is.
func (t *terminal) printed(ctx context.Context, reply node.PrintReply, where printing, file *newFile) (err error) {
	pdf := reply.PDF
	reply.PDF = nil
	serials := fmt.Sprintf("%d-%d", reply.From, reply.To)
	switch {
	case t.dryRun:
	case where.printer != "":
		err = t.send(ctx, pdf, where.printer)
	case where.out == "-":
		if _, err = t.stdout.Write(pdf); err == nil {
			t.note("note.stdout", "range", serials)
		}
		return err
	default:
		// Where it lies is remembered first, so that no crash leaves a sheet that nobody warns of.
		if err = t.rememberSheet(reply.Series, where.out, file.f.Name()); err == nil {
			err = file.keep(pdf)
		}
	}
	if err != nil {
		return err
	}
	type told struct {
		node.PrintReply
		Path string `json:"path,omitempty"`
	}
	return t.made(told{reply, where.out}, "final", func() {
		if where.printer != "" {
			t.say("note.sent", "name", where.printer)
			return
		}
		t.say("done.print", "path", where.out)
	})
}

// send hands a sheet to the system's printer, without a file between.
func (t *terminal) send(ctx context.Context, pdf []byte, printer string) error {
	lp := exec.CommandContext(ctx, "lp", "-s", "-d", printer)
	lp.Stdin = bytes.NewReader(pdf)
	if err := lp.Run(); err != nil {
		p := t.usage("usage.printer", "name", printer)
		p.Why = err.Error()
		return p
	}
	return nil
}

// absolute is a path as it holds from every folder.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
