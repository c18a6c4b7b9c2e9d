package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// What the demo plays with. The passphrase locks play money and is told to the reader.
const (
	demoPassphrase = "jour de foire"
	demoWorkFactor = 10
	demoSheet      = "coupons.pdf"
	demoMake       = "20x1,10x5,4x10"
	demoLastEpoch  = 12 // of the coupons: they outlive the village's first epochs
)

// demoDay is a market day as it is told, and the days of a village after it: on a directory of its
// own, through the verbs that everybody has. Its words go to standard output; with --json to
// standard error, so that the closing verification stands alone.
type demoDay struct {
	*terminal
	series string
}

// demo tells a market day and a village. Its last line on standard output is what verify --json says.
func (t *terminal) demo() *cobra.Command {
	c := t.played("demo", func(ctx context.Context, day *demoDay) error {
		return day.play(ctx, day.morning, day.paper, day.counter, day.refusals, day.evening, day.village, day.close)
	})
	c.AddCommand(t.demoOutage())
	return c
}

// played makes a command that plays something on a directory of its own.
func (t *terminal) played(name string, play func(context.Context, *demoDay) error) *cobra.Command {
	c := t.command(name, "", nil)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if t.dryRun {
			t.note("prompt.dry")
			return nil
		}
		if err := t.scratch(c.Flags().Changed("dir")); err != nil {
			return err
		}
		t.workFactor = demoWorkFactor
		return play(c.Context(), &demoDay{terminal: t})
	}
	return c
}

// play plays one scene after another.
func (d *demoDay) play(ctx context.Context, scenes ...func(context.Context) error) error {
	for _, scene := range scenes {
		if err := scene(ctx); err != nil {
			return err
		}
	}
	return nil
}

// scratch takes the directory that the person gave, which must be empty, or a new one.
func (t *terminal) scratch(given bool) (err error) {
	if !given {
		t.dir, err = os.MkdirTemp("", "foirail-demo-")
		return about(os.TempDir(), err)
	}
	t.dir = absolute(t.dir)
	there, err := os.ReadDir(t.dir)
	if len(there) > 0 {
		return t.usage("usage.empty", "name", t.dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return about(t.dir, err)
	}
	return nil
}

// tell says one sentence of the tale.
func (d *demoDay) tell(key string, args ...string) {
	out := d.stdout
	if d.json {
		out = d.stderr
	}
	if !d.quiet {
		fmt.Fprintln(out, d.word(key, args...))
	}
}

// act begins an act, behind an empty line where people read it.
func (d *demoDay) act(key string) {
	if !d.quiet && !d.json {
		fmt.Fprintln(d.stdout)
	}
	d.tell(key)
}

// done tells what has been done, if it has.
func (d *demoDay) done(err error, key string, args ...string) error {
	if err == nil {
		d.tell(key, args...)
	}
	return err
}

// morning founds the community and brings its people and their money.
func (d *demoDay) morning(ctx context.Context) error {
	d.tell("demo.intro", "path", d.dir)
	d.act("demo.act.day")
	in := node.FoundRequest{Name: "Ma vallée", Market: "Le Foirail", Chain: "none", Passphrase: node.Hidden(demoPassphrase)}
	if _, err := node.Found(ctx, d.config(), in); err != nil {
		return err
	}
	d.tell("demo.found", "name", in.Name, "market", in.Market)
	people := []string{"Les Paniers", "Marc", "Léa"}
	for _, name := range people {
		if _, err := d.newAccount(ctx, node.AccountNewRequest{Name: name}); err != nil {
			return err
		}
	}
	d.tell("demo.accounts", "names", strings.Join(people, ", "))
	toto, err := d.newAccount(ctx, node.AccountNewRequest{Name: "Toto", Kind: "identifier",
		Secret: node.Hidden("toto"), Password: node.Hidden("toto")})
	if err != nil {
		return err
	}
	d.tell("demo.import", "name", toto.Name, "account", toto.Account.String())
	_, err = ask[node.EntryReply](ctx, d.terminal, "attest deposit",
		node.AttestDepositRequest{To: "Les Paniers", Amount: "500", Ref: "demo"})
	return d.done(err, "demo.deposit", "name", "Les Paniers", "amount", d.amount(500_00))
}

func (d *demoDay) newAccount(ctx context.Context, in node.AccountNewRequest) (node.AccountReply, error) {
	in.Passphrase = node.Hidden(demoPassphrase)
	return ask[node.AccountReply](ctx, d.terminal, "account new", in)
}

// paper issues a series, prints it, wakes what is handed over and takes back what is spoiled.
func (d *demoDay) paper(ctx context.Context) error {
	issued, err := ask[node.IssueReply](ctx, d.terminal, "coupon issue", node.IssueRequest{From: "Les Paniers",
		Make: demoMake, Expires: d.clock().AddDate(1, 0, 0).Format("2006-01-02"), LastEpoch: demoLastEpoch, Passphrase: node.Hidden(demoPassphrase)})
	if err != nil {
		return err
	}
	d.series = issued.Series
	d.tell("demo.issue", "name", "Les Paniers", "count", fmt.Sprint(issued.Coupons), "amount", d.amount(issued.Total))
	if err := d.sheet(ctx); err != nil {
		return err
	}
	if _, err := d.marked(ctx, "coupon activate", "1-32"); err != nil {
		return err
	}
	d.tell("demo.activate", "range", "1-32")
	back, err := d.marked(ctx, "coupon cancel", "33-34")
	return d.done(err, "demo.cancel", "range", "33-34", "amount", d.amount(back.Total))
}

func (d *demoDay) sheetPath() string { return filepath.Join(d.dir, demoSheet) }

// sheet writes the sheet, as coupon print does.
func (d *demoDay) sheet(ctx context.Context) error {
	file, err := createFile(d.sheetPath())
	if err != nil {
		return err
	}
	defer file.drop()
	printed, err := ask[node.PrintReply](ctx, d.terminal, "coupon print",
		node.PrintRequest{Series: d.series, Lang: string(d.lang), Passphrase: node.Hidden(demoPassphrase)})
	if err == nil {
		err = d.rememberSheet(d.series, d.sheetPath())
	}
	if err == nil {
		err = file.keep(printed.PDF)
	}
	return d.done(err, "demo.print", "path", d.sheetPath())
}

func (d *demoDay) marked(ctx context.Context, verb, serials string) (node.MarkReply, error) {
	return ask[node.MarkReply](ctx, d.terminal, verb,
		node.MarkRequest{Series: d.series, Serials: serials, Passphrase: node.Hidden(demoPassphrase)})
}

// evening pays, and asks for money on the chain.
func (d *demoDay) evening(ctx context.Context) error {
	for _, p := range []struct{ from, to, amount string }{{"Les Paniers", "Léa", "30"}, {"Léa", "Marc", "12.50"}, {"Léa", "Toto", "1"}} {
		if err := d.pays(ctx, p.from, p.to, p.amount); err != nil {
			return err
		}
		d.tell("demo.pay", "name", p.from, "to", p.to, "amount", d.typed(p.amount))
	}
	err := d.refused(d.pays(ctx, "Toto", "Léa", "2"), words.Insufficient, "demo.poor", "name", "Toto", "to", "Léa", "amount", d.amount(2_00))
	if err != nil {
		return err
	}
	in := node.WithdrawRequest{From: "Marc", Amount: "10", Passphrase: node.Hidden(demoPassphrase)}
	_, err = ask[node.EntryReply](ctx, d.terminal, "withdraw", in)
	return d.done(err, "demo.withdraw", "name", in.From, "amount", d.typed(in.Amount))
}

func (d *demoDay) pays(ctx context.Context, from, to, amount string) error {
	d.known["account"] = from
	_, err := ask[node.EntryReply](ctx, d.terminal, "pay", node.PayRequest{From: from,
		To: []node.Payment{{To: to, Amount: amount}}, Passphrase: node.Hidden(demoPassphrase)})
	return err
}

// close shows where the money is, and has everything counted again.
func (d *demoDay) close(ctx context.Context) error {
	backing, err := ask[node.BackingReply](ctx, d.terminal, "backing", node.BackingRequest{})
	if err != nil {
		return err
	}
	d.tell("demo.backing")
	d.backingTable(backing)
	d.tell("demo.verify")
	verified, err := ask[node.VerifyReply](ctx, d.terminal, "verify", node.VerifyRequest{})
	if err != nil {
		return err
	}
	if verified.OK {
		d.tell("demo.done", "path", d.sheetPath())
		d.tell("demo.more", "path", d.dir, "word", demoPassphrase)
	}
	if err := d.object(verified); err != nil || verified.OK {
		return err
	}
	return fail(words.Breach, "code", verified.Found[0])
}
