package node

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/adrg/xdg"

	"foirail/ledger/words"
)

// SettingsFile is the name of a file of settings, in each of the places where one may stand.
const SettingsFile = "foirail.toml"

// Settings is how a node is to run. What is left out is as the zero value says; a later place
// takes the whole of what it names from an earlier one.
type Settings struct {
	Listen  []string `toml:"listen"`  // multiaddrs; empty: TCP and QUIC on every interface, port 4450 where it is free
	Peers   []string `toml:"peers"`   // multiaddrs, host:port, or a node's code
	MDNS    *bool    `toml:"mdns"`    // look for others on the local network; nil: yes
	Metrics string   `toml:"metrics"` // host:port of metrics and health; empty: none; without a host: this machine alone
	Log     string   `toml:"log"`     // debug, info, warn or error; empty: info

	Chain  ChainSettings   `toml:"chain"`
	Radios []RadioSettings `toml:"radio"`

	RadioKey string `toml:"radio_key"` // file with the key that hides what the radios say; empty: it is not hidden
}

// Limits of settings.
const (
	maxSettings = 64 << 10 // bytes of a file
	maxListen   = 16
	maxPeers    = 64
)

// LogLevels are the words that Settings.Log knows.
var LogLevels = []string{"debug", "info", "warn", "error"}

// SettingsFiles are the places where the settings of a node in dir may stand, the weakest first:
// the system's, those of XDG_CONFIG_DIRS, the person's, the directory's own.
func SettingsFiles(dir string) []string {
	files := []string{filepath.Join("/etc/foirail", SettingsFile)}
	for _, place := range slices.Backward(xdg.ConfigDirs) { // XDG names the strongest first
		files = append(files, filepath.Join(place, "foirail", SettingsFile))
	}
	return append(files, filepath.Join(xdg.ConfigHome, "foirail", SettingsFile), filepath.Join(dir, SettingsFile))
}

// ReadSettings reads files of settings, the weakest first; one that is missing says nothing. Its
// problem is bad_settings, with the file, the line and what is wrong there.
func ReadSettings(files ...string) (s Settings, err error) {
	for _, path := range files {
		if err := s.read(path); err != nil {
			return Settings{}, err
		}
	}
	return s, nil
}

func (s *Settings) read(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return problem(words.Permission, err, "path", path)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	if err != nil {
		return problem(words.DiskFailed, err, "path", path)
	}
	if len(text) > maxSettings {
		return badSettings(path, 0, "> 64 KiB", nil)
	}
	radios := s.Radios
	s.Radios = nil // else a radio here would begin as the one in its place elsewhere
	known, err := toml.Decode(string(text), s)
	if s.Radios == nil {
		s.Radios = radios
	}
	if known.Type("radio") == "Hash" {
		return problem(words.OneBracket, err, "path", path, "number", strconv.Itoa(lineOf(string(text), "radio")))
	}
	var wrong toml.ParseError
	if errors.As(err, &wrong) {
		return badSettings(path, wrong.Position.Line, wrong.Message, err)
	}
	if err != nil {
		return badSettings(path, 0, err.Error(), err)
	}
	if strange := known.Undecoded(); len(strange) > 0 {
		return badSettings(path, lineOf(string(text), strange[0][0]), strange[0].String(), nil)
	}
	name, err := s.Check()
	if p := asProblem(err); p != nil {
		return p
	}
	if err != nil {
		return badSettings(path, lineOf(string(text), name), err.Error(), err)
	}
	return nil
}

// Check says which setting cannot be used, and why.
func (s *Settings) Check() (name string, err error) {
	switch {
	case len(s.Listen) > maxListen:
		return "listen", errors.New("listen: > " + strconv.Itoa(maxListen))
	case len(s.Peers) > maxPeers:
		return "peers", errors.New("peers: > " + strconv.Itoa(maxPeers))
	case s.Log != "" && !slices.Contains(LogLevels, s.Log):
		return "log", errors.New("log: " + strings.Join(LogLevels, ", "))
	}
	if s.Metrics != "" {
		if _, _, err := net.SplitHostPort(s.Metrics); err != nil {
			return "metrics", errors.New("metrics: HOST:PORT")
		}
	}
	if name, err := s.Chain.check(); err != nil {
		return name, err
	}
	return checkRadios(s.Radios)
}

func badSettings(path string, line int, reason string, why error) *Problem {
	return problem(words.BadSettings, why, "path", path, "number", strconv.Itoa(max(line, 1)), "reason", reason)
}

// lineOf is the number of the first line that begins with a key, or with a table of that name.
func lineOf(text, key string) int {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimLeft(line, " \t[\"'")
		if rest, ok := strings.CutPrefix(line, key); ok && strings.ContainsAny(rest[:min(1, len(rest))], " \t=.\"']") {
			return number
		}
	}
	return 1
}

// discovers says whether a node looks for others on the local network.
func (s Settings) discovers() bool { return s.MDNS == nil || *s.MDNS }
