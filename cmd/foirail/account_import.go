package main

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// importFlags say which kind of key a person brings, and where from.
type importFlags struct{ kind, file string }

func (t *terminal) accountImport() *cobra.Command {
	var in node.AccountNewRequest
	var from importFlags
	c := t.command("account import", "", func(ctx context.Context, _ []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		if err := t.bring(ctx, &in, from); err != nil {
			return err
		}
		return t.addKey(ctx, in)
	}, "name")
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name"))
	c.Flags().StringVar(&in.Curve, "curve", "", t.word("flag.curve"))
	c.Flags().StringVar(&in.Path, "path", "", t.word("flag.path"))
	c.Flags().StringVar(&from.kind, "kind", "", t.word("flag.kind"))
	c.Flags().StringVar(&from.file, "file", "", t.word("flag.file"))
	return c
}

// bring reads the secret: from the file, else from the person or standard input. Without --kind
// a file is a key file, and anything else is twelve words.
func (t *terminal) bring(ctx context.Context, in *node.AccountNewRequest, from importFlags) (err error) {
	in.Kind, t.known["file"] = from.kind, from.file
	if in.Kind == "" {
		in.Kind = "words"
		if from.file != "" {
			in.Kind = "file"
		}
	}
	if from.file == "-" || from.file == "" && in.Kind == "file" {
		return t.bringInput(ctx, in)
	}
	if from.file == "" {
		return t.bringTyped(ctx, in)
	}
	content, err := readFile(from.file, maxKeyFile)
	if err != nil {
		return err
	}
	return t.bringContent(ctx, in, content)
}

// bringTyped asks for the words, or for identifier and password.
func (t *terminal) bringTyped(ctx context.Context, in *node.AccountNewRequest) (err error) {
	question := "prompt.words"
	if in.Kind == "identifier" {
		question = "prompt.identifier"
	}
	if in.Secret, err = t.secretLine(ctx, question); err != nil || in.Kind != "identifier" {
		return err
	}
	in.Password, err = t.secretLine(ctx, "prompt.password")
	return err
}

// bringInput takes all of standard input as the key file.
func (t *terminal) bringInput(ctx context.Context, in *node.AccountNewRequest) error {
	if t.passphraseFile == "-" {
		return t.usage("usage.both", "name", "--passphrase-file -", "other", "--file -")
	}
	content, err := await(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(t.input, maxKeyFile)) })
	if err != nil {
		return err
	}
	return t.bringContent(ctx, in, content)
}

// bringContent makes the secret out of a file's content: the first line for words, the first two
// for identifier and password, else all of it.
func (t *terminal) bringContent(ctx context.Context, in *node.AccountNewRequest, content []byte) (err error) {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	second, _, _ := bytes.Cut(rest, []byte("\n"))
	switch in.Kind {
	case "words":
		in.Secret = bytes.TrimSpace(first)
	case "identifier":
		in.Secret, in.Password = bytes.TrimRight(first, "\r"), bytes.TrimRight(second, "\r")
	default:
		in.Secret = content
		if strings.Contains(strings.ToUpper(string(content)), "EWIF") {
			in.Password, err = t.secretLine(ctx, "prompt.password")
		}
	}
	return err
}
