package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// account holds what is done with the keys of this machine.
func (t *terminal) account() *cobra.Command {
	return t.group("account", t.accountNew(), t.accountImport(), t.accountList(), t.accountShow(), t.accountExport(),
		t.accountLink(), t.accountHome(), t.accountPassphrase())
}

func (t *terminal) accountNew() *cobra.Command {
	var in node.AccountNewRequest
	c := t.command("account new", "", func(ctx context.Context, _ []string) error { return t.addKey(ctx, in) }, "name")
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name"))
	c.Flags().StringVar(&in.Curve, "curve", "", t.word("flag.curve"))
	return c
}

// addKey adds a key to the keystore and tells its account.
func (t *terminal) addKey(ctx context.Context, in node.AccountNewRequest) (err error) {
	if err := t.needLedger(); err != nil {
		return err
	}
	askFor := t.passphrase
	if !node.HasKeystore(t.config()) {
		askFor = t.newPassphrase // a follower's first key makes the keystore
	}
	if in.Passphrase, err = askFor(ctx); err != nil {
		return err
	}
	in.DryRun = t.dryRun
	reply, err := ask[node.AccountReply](ctx, t, "account new", in)
	if err != nil {
		return err
	}
	return t.made(reply, "final", func() {
		t.say("done.account", "name", reply.Name, "account", reply.Account.String())
		if in.Kind == "" {
			t.noteWords(reply.Name)
		}
	})
}

func (t *terminal) accountList() *cobra.Command {
	return t.command("account list", "", func(ctx context.Context, _ []string) error {
		return lists(ctx, t, "account list", node.AccountListRequest{}, func(list []node.AccountReply) {
			rows := [][]string{t.words("head.name", "head.address")}
			for _, a := range list {
				rows = append(rows, []string{a.Name, a.Account.String()})
			}
			t.table(rows...)
		})
	})
}

func (t *terminal) accountShow() *cobra.Command {
	return t.command("account show", "ACCOUNT", func(ctx context.Context, args []string) error {
		return tells(ctx, t, "account show", node.AccountShowRequest{Account: args[0]}, func(reply node.AccountShowReply) {
			if reply.Name != "" {
				t.table([]string{t.word("head.name"), reply.Name}, []string{t.word("row.curve"), reply.Curve})
			}
			t.table([]string{t.word("head.address"), reply.Account.String()},
				[]string{t.word("row.v1"), reply.V1},
				[]string{t.word("row.link"), reply.Link})
		})
	})
}

func (t *terminal) accountExport() *cobra.Command {
	var in node.AccountExportRequest
	var out string
	c := t.command("account export", "NAME", func(ctx context.Context, args []string) error {
		in.Name = args[0]
		return t.export(ctx, in, out)
	}, "form")
	c.Flags().StringVar(&in.Form, "form", "", t.word("flag.form"))
	c.Flags().StringVar(&out, "out", "", t.word("flag.out"))
	return c
}

// export gives a secret to a file for its owner, or to the screen for a person who said yes.
func (t *terminal) export(ctx context.Context, in node.AccountExportRequest, out string) (err error) {
	if out == "" && (t.json || !isTerminal(t.stdout)) {
		return t.usage("usage.needs", "name", "--out")
	}
	if out == "" {
		if err := t.sure(ctx, "ask.memory", "name", in.Name); err != nil {
			return err
		}
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	if in.Form == "ewif" {
		if in.Password, err = t.secretLine(ctx, "prompt.password"); err != nil {
			return err
		}
	}
	return t.exported(ctx, in, out)
}

func (t *terminal) exported(ctx context.Context, in node.AccountExportRequest, out string) error {
	var file *newFile
	if out != "" {
		var err error
		if file, err = t.reserve(out); err != nil {
			return err
		}
		defer file.drop()
	}
	reply, err := ask[node.AccountExportReply](ctx, t, "account export", in)
	if err != nil {
		return err
	}
	secret := append(bytes.TrimRight(reply.Secret, "\n"), '\n')
	if out == "" && !t.dryRun {
		_, err := fmt.Fprintf(t.stdout, "%s", secret)
		return err
	}
	if err := file.keep(secret); err != nil {
		return err
	}
	type exported struct {
		Name string `json:"name"`
		Form string `json:"form"`
		Path string `json:"path"`
	}
	return t.made(exported{in.Name, in.Form, out}, "final", func() { t.say("note.export", "name", in.Name, "path", out) })
}

func (t *terminal) accountLink() *cobra.Command {
	var in node.LinkRequest
	c := t.command("account link", "KEY", func(ctx context.Context, args []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		in.Key, in.DryRun, t.known["account"] = args[0], t.dryRun, in.From
		if err := t.sure(ctx, "ask.link", "name", in.Key, "account", in.From); err != nil {
			return err
		}
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		reply, err := ask[node.EntryReply](ctx, t, "account link", in)
		if err != nil {
			return err
		}
		t.settle(ctx, &reply.Entry)
		return t.made(reply, reply.Entry.Level, func() {
			t.say("note.link", "name", in.Key, "account", in.From, "level", t.level(reply.Entry.Level))
		})
	}, "from")
	c.Flags().StringVar(&in.From, "from", "", t.word("flag.from.member"))
	return c
}

func (t *terminal) accountPassphrase() *cobra.Command {
	return t.command("account passphrase", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		var in node.PassphraseRequest
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		if in.Next, err = t.nextPassphrase(ctx); err != nil {
			return err
		}
		reply := node.DoneReply{}
		if !t.dryRun {
			if reply, err = ask[node.DoneReply](ctx, t, "passphrase", in); err != nil {
				return err
			}
		}
		return t.made(reply, "final", func() { t.say("done.passphrase") })
	})
}

// nextPassphrase is the one that takes the old one's place: typed twice, or the next line of
// standard input.
func (t *terminal) nextPassphrase(ctx context.Context) (node.Hidden, error) {
	if isTerminal(t.stdin) {
		return t.twice(ctx)
	}
	if t.passphraseFile == "-" {
		t.taken = true
	}
	return t.secretLine(ctx, "prompt.passphrase.new")
}
