package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// Limits of what is read, in bytes.
const (
	maxLine    = 4 << 10  // a passphrase, a code, twelve words
	maxKeyFile = 64 << 10 // a key file
	maxPicture = 32 << 20 // a photograph of a coupon
	maxBackup  = 1 << 30  // a backup; the node bounds what is in it
)

// passphrase is what opens the keystore: the first line of --passphrase-file, else what the
// person types. In a dry run, where nobody can be asked, it may be missing.
func (t *terminal) passphrase(ctx context.Context) (node.Hidden, error) {
	if t.passphraseFile != "" {
		return t.passphraseLine()
	}
	if !isTerminal(t.stdin) {
		return nil, fail(words.Locked)
	}
	return t.askHidden(ctx, "prompt.passphrase")
}

// newPassphrase is one that has to be typed twice, since nobody could find it again.
func (t *terminal) newPassphrase(ctx context.Context) (node.Hidden, error) {
	if t.passphraseFile != "" {
		return t.passphraseLine()
	}
	return t.twice(ctx)
}

// twice asks for a new passphrase until the end of a second, equal answer, once.
func (t *terminal) twice(ctx context.Context) (node.Hidden, error) {
	if !isTerminal(t.stdin) {
		return nil, fail(words.Locked)
	}
	first, err := t.askHidden(ctx, "prompt.passphrase.new")
	if err != nil {
		return nil, err
	}
	if len(first) == 0 {
		return nil, fail(words.Locked)
	}
	second, err := t.askHidden(ctx, "prompt.passphrase.again")
	if err == nil && !bytes.Equal(first, second) {
		err = fail(words.PassphraseDiffer)
	}
	return first, err
}

// passphraseLine is the first line of the file that --passphrase-file names.
func (t *terminal) passphraseLine() (node.Hidden, error) {
	if t.passphraseFile == "-" {
		t.taken = true
		return t.line()
	}
	content, err := readFile(t.passphraseFile, maxLine)
	if err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(content, []byte("\n"))
	if first = bytes.TrimSuffix(first, []byte("\r")); len(first) == 0 {
		return nil, fail(words.Locked)
	}
	return node.Hidden(first), nil
}

// secretLine is one line that nobody may see: typed without echo, or the next line of standard
// input.
func (t *terminal) secretLine(ctx context.Context, question string) (node.Hidden, error) {
	if isTerminal(t.stdin) {
		return t.askHidden(ctx, question)
	}
	if t.passphraseFile == "-" && !t.taken {
		return nil, t.usage("usage.both", "name", "--passphrase-file -", "other", t.word(question))
	}
	line, err := await(ctx, t.line)
	if err == nil && len(line) == 0 {
		err = t.usage("usage.needs", "name", t.word(question))
	}
	return line, err
}

// line is the next line of standard input, without its end.
func (t *terminal) line() (node.Hidden, error) {
	var line node.Hidden
	for len(line) <= maxLine {
		b, err := t.input.ReadByte()
		if errors.Is(err, io.EOF) || err == nil && b == '\n' {
			return bytes.TrimSuffix(line, []byte("\r")), nil
		}
		if err != nil {
			return nil, err
		}
		line = append(line, b)
	}
	return nil, t.usage("usage.large", "name", "stdin")
}

// askHidden asks a person, without echo. When the command is stopped meanwhile the terminal gets
// its echo back.
func (t *terminal) askHidden(ctx context.Context, question string) (node.Hidden, error) {
	f, ok := t.stdin.(*os.File)
	if !ok {
		return nil, fail(words.Locked)
	}
	fd := int(f.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(t.stderr, t.word(question)+": ")
	defer fmt.Fprintln(t.stderr)
	typed, err := await(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if ctx.Err() != nil {
		return nil, errors.Join(err, term.Restore(fd, before))
	}
	return node.Hidden(typed), err
}

// askPlain asks a person and shows what he types.
func (t *terminal) askPlain(ctx context.Context, question string) (string, error) {
	fmt.Fprint(t.stderr, question+" ")
	line, err := await(ctx, t.line)
	return strings.TrimSpace(string(line)), err
}

// sure asks for a yes before something that cannot be taken back. Where nobody sits there only
// --yes is one.
func (t *terminal) sure(ctx context.Context, key string, args ...string) error {
	if t.yes || t.dryRun {
		return nil
	}
	if !isTerminal(t.stdin) {
		return t.usage("usage.yes")
	}
	fmt.Fprintln(t.stderr, t.word(key, args...))
	said, err := t.askPlain(ctx, t.word("prompt.sure"))
	if err != nil {
		return err
	}
	if yes := t.word("prompt.yes"); !strings.EqualFold(said, yes) && !strings.EqualFold(said, yes[:1]) {
		return t.usage("usage.refused")
	}
	return nil
}
