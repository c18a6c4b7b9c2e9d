package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"foirail/mesh/node"
)

// TestMain lets the stories in testdata/script call the program by its name: this test binary
// then runs it, with a keystore that opens fast and a clock that a story may set.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"foirail": func() {
		os.Exit(run(os.Args[1:], storyWorld()))
	}})
}

// testWorkFactor makes a new keystore quick to open.
const testWorkFactor = 2

func storyWorld() world {
	w := world{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv, workFactor: testWorkFactor}
	if moment, err := time.Parse(time.RFC3339, os.Getenv("STORY_CLOCK")); err == nil {
		w.now = func() time.Time { return moment }
	}
	return w
}

// TestStories runs the stories. Besides testscript's own words they have:
//
//	exits N foirail ARG...         runs it; its exit class must be N
//	refused CODE N foirail ARG...  the same with --json; its problem must be CODE, its shape ours
//	json NAME VARIABLE             puts a field of standard output into a variable
//	paper SERIES SERIAL            reads a coupon: OUTSIDE, INSIDE, and INSIDE's spoiled likes
//	type TEXT...                   what comes on standard input next, one argument a line
//	hold, release                  takes the directory $DIR, as another process does; lets go of it
//	eventually N foirail ARG...    runs it again and again, until its exit class is N
//	shows PATTERN foirail ARG...   the same, until what it says on standard output has a match
//	agree DIR                      waits until $DIR and DIR verify the same state; standard output is DIR's
//	serve FLAG...                  runs `foirail serve` on $DIR; the file ready holds what it said
//	stop                           stops the one started last
//	patch FILE OFFSET BYTE         changes one byte of a file; OFFSET may be a text to find
//	private FILE                   only its owner may read the file
//	chain WORD...                  a chain that is really executed (chain_script_test.go)
//	air VARIABLE...                boards on one air; their addresses go into the variables
//	secret FILE TEXT...            no file below FILE may hold the text, in any case or spelling
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[chainValue{}] = &storyChain{}
			env.Setenv("DIR", filepath.Join(env.WorkDir, "market"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_CONFIG_DIRS", filepath.Join(env.WorkDir, "config-dirs"))
			env.Setenv("FOIRAIL_LANG", "en")
			env.Setenv("TZ", "UTC")
			env.Setenv("STORY_CLOCK", "2026-11-22T12:00:00Z")
			env.Setenv("PASS", filepath.Join(env.WorkDir, "pass"))
			return os.WriteFile(filepath.Join(env.WorkDir, "pass"), []byte(storyPass+"\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "eventually": eventually, "shows": shows, "agree": agree, "refused": refused, "json": jsonField, "paper": paper, "type": typeText,
			"hold": hold, "air": playAir, "chain": playChain, "serve": serve, "patch": patch, "private": private, "secret": secret,
		},
	})
}

const storyPass = "the mare eats at dawn"

func storyConfig(ts *testscript.TestScript) node.Config {
	config := node.Config{Dir: ts.Getenv("DIR"), WorkFactor: testWorkFactor}
	if moment, err := time.Parse(time.RFC3339, ts.Getenv("STORY_CLOCK")); err == nil {
		config.Now = func() time.Time { return moment }
	}
	return config
}

// call runs foirail in the story's directory with its passphrase, unless the story says others.
func call(ts *testscript.TestScript, args []string) int {
	if len(args) == 0 || args[0] != "foirail" {
		ts.Fatalf("usage: … foirail ARG...")
	}
	all := []string{}
	if !mentions(args, "--dir") {
		all = append(all, "--dir", ts.Getenv("DIR"))
	}
	if !mentions(args, "--passphrase-file") {
		all = append(all, "--passphrase-file", ts.Getenv("PASS"))
	}
	err := ts.Exec("foirail", append(all, args[1:]...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

func mentions(args []string, flag string) bool {
	for _, arg := range args {
		if arg == flag || strings.HasPrefix(arg, flag+"=") {
			return true
		}
	}
	return false
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := call(ts, args[1:]); got != want {
		ts.Fatalf("exit class %d, want %d", got, want)
	}
}

// eventually waits for what another process brings about.
func eventually(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	const patience = time.Minute
	for begun := time.Now(); call(ts, args[1:]) != want; {
		if time.Since(begun) > patience {
			ts.Fatalf("exit class %d never came", want)
		}
	}
}

// shows waits until another process has brought about what is then to be seen.
func shows(ts *testscript.TestScript, _ bool, args []string) {
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	const patience = 3 * time.Minute // a beacon that is lost comes again after twice as long, and so on
	for begun := time.Now(); call(ts, args[1:]) != 0 || !pattern.MatchString(ts.ReadFile("stdout")); {
		if time.Since(begun) > patience {
			ts.Fatalf("%s never came", pattern)
		}
	}
}

// agree waits until two machines have come to one state: the last votes may be on their way.
func agree(ts *testscript.TestScript, _ bool, args []string) {
	state := func(flags ...string) string {
		exits(ts, false, append([]string{"0", "foirail"}, append(flags, "verify", "--json")...))
		var told struct{ State string }
		ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &told))
		return told.State
	}
	const patience = 2 * time.Minute // by radio it takes its time
	for begun := time.Now(); state() != state("--dir", args[0]); {
		if time.Since(begun) > patience {
			ts.Fatalf("they never agree")
		}
	}
}

func refused(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	got := call(ts, append([]string{"foirail", "--json"}, args[3:]...))
	said := ts.ReadFile("stderr")
	var told map[string]map[string]any
	if err := json.Unmarshal([]byte(lastLine(said)), &told); err != nil {
		ts.Fatalf("standard error is no JSON object: %v in %q", err, said)
	}
	p := told["error"]
	if len(told) != 1 || len(p) != 4 || p["message"] == "" || p["hint"] == "" {
		ts.Fatalf("the problem has another shape: %s", said)
	}
	if _, ok := p["money_safe"].(bool); !ok {
		ts.Fatalf("money_safe is no bool: %s", said)
	}
	for _, part := range []string{"message", "hint"} {
		if text, ok := p[part].(string); !ok || strings.Contains(text, "…") {
			ts.Fatalf("%s has a gap in it: %s", part, said)
		}
	}
	if p["code"] != args[0] || got != want {
		ts.Fatalf("problem %v with exit class %d, want %s with %d", p["code"], got, args[0], want)
	}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func jsonField(ts *testscript.TestScript, _ bool, args []string) {
	var object map[string]any
	d := json.NewDecoder(strings.NewReader(lastLine(ts.ReadFile("stdout"))))
	d.UseNumber()
	ts.Check(d.Decode(&object))
	value, there := object[args[0]]
	if !there || object["v"] != json.Number("1") {
		ts.Fatalf("no %q, or no version, in %v", args[0], object)
	}
	ts.Setenv(args[1], fmt.Sprint(value))
}

func paper(ts *testscript.TestScript, _ bool, args []string) {
	serial, err := strconv.Atoi(args[1])
	ts.Check(err)
	n, err := node.Open(storyConfig(ts))
	ts.Check(err)
	defer n.Close()
	ctx := context.Background()
	outside, err := n.DemoOutside(ctx, node.Hidden(storyPass), args[0], serial)
	ts.Check(err)
	inside, err := n.DemoCode(ctx, node.Hidden(storyPass), args[0], serial)
	ts.Check(err)
	ts.Setenv("OUTSIDE", outside)
	ts.Setenv("ALTERED", altered(outside))
	ts.Setenv("INSIDE", string(inside))
	ts.Setenv("SWAPPED", string(swapped(inside)))
	ts.Setenv("WRONG", string(mistyped(inside)))
}

// mistyped is a code with one character wrong.
func mistyped(code node.Hidden) []byte {
	typo := bytes.Clone(code)
	if typo[2] == 'A' {
		typo[2] = 'B'
	} else {
		typo[2] = 'A'
	}
	return typo
}

func typeText(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs("typed")
	ts.Check(os.WriteFile(path, []byte(strings.Join(args, "\n")+"\n"), 0o600))
}

func hold(ts *testscript.TestScript, neg bool, _ []string) {
	n, err := node.Open(storyConfig(ts))
	ts.Check(err)
	release := func() { n.Close() }
	ts.Defer(release)
	ts.SetCmd("release", func(*testscript.TestScript, bool, []string) { release() })
}

// serve runs `foirail serve` on the directory in a process of its own. It goes on when the program
// says that it is ready; at the end of the story, or at a `stop`, the program must end well.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	program, err := "", exec.ErrNotFound
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if err != nil {
			program, err = exec.LookPath(filepath.Join(dir, "foirail"))
		}
	}
	ts.Check(err)
	dir := ts.Getenv("DIR")
	all := []string{"serve", "--dir", dir, "--json", "--no-mdns"}
	if !mentions(args, "--listen") {
		all = append(all, "--listen", "/ip4/127.0.0.1/tcp/0")
	}
	c := exec.Command(program, append(all, args...)...)
	for _, name := range storyVariables {
		c.Env = append(c.Env, name+"="+ts.Getenv(name))
	}
	var log bytes.Buffer
	c.Stderr = &log
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		ts.Fatalf("serve said %q: %v: %v: %s", said, err, c.Wait(), log.String())
	}
	ts.Check(os.WriteFile(ts.MkAbs("ready"), []byte(said), 0o600))
	var once sync.Once
	stop := func() {
		once.Do(func() {
			ts.Check(c.Process.Signal(os.Interrupt))
			if err := c.Wait(); err != nil {
				ts.Fatalf("serve ended badly: %v: %s", err, log.String())
			}
		})
	}
	ts.Defer(stop)
	ts.SetCmd("stop", func(*testscript.TestScript, bool, []string) { stop() })
}

// storyVariables are what the program sees of a story's environment.
var storyVariables = []string{"PATH", "HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "FOIRAIL_LANG", "TZ", "STORY_CLOCK"}

func patch(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	content, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	if err != nil {
		at = bytes.Index(content, []byte(args[1]))
	}
	value, err := strconv.Atoi(args[2])
	ts.Check(err)
	if at < 0 || at >= len(content) {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
	content[at] = byte(value)
	ts.Check(os.WriteFile(path, content, 0o600))
}

func private(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		ts.Fatalf("%s may be read by others: %v", args[0], info.Mode())
	}
}

func secret(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".pdf" {
			return err
		}
		content, err := os.ReadFile(path)
		for _, text := range args[1:] {
			if holds(content, text) {
				return fmt.Errorf("%s holds a secret", path)
			}
		}
		return err
	}))
	for _, text := range args[1:] {
		if holds([]byte(ts.ReadFile("stdout")+ts.ReadFile("stderr")), text) {
			ts.Fatalf("a secret was said")
		}
	}
}

// holds looks for a text in any case, with and without its dashes.
func holds(content []byte, text string) bool {
	content = bytes.ToLower(content)
	text = strings.ToLower(text)
	return bytes.Contains(content, []byte(text)) || bytes.Contains(content, []byte(strings.ReplaceAll(text, "-", "")))
}
