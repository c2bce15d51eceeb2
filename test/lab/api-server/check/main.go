// Command check reads recorded answers with Kubernetes' own types and fails
// unless the protobuf and the JSON of each recording say the same.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
)

var protobufDecoder = protobuf.NewSerializer(scheme.Scheme, scheme.Scheme)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: check <folder>")
		os.Exit(2)
	}
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func check(folder string) error {
	pairs := 0
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".pb") {
			return err
		}
		twin := strings.TrimSuffix(path, ".pb") + ".json"
		if _, err := os.Stat(twin); errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err := compare(path, twin); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		pairs++
		return nil
	})
	if err == nil && pairs == 0 {
		err = errors.New("nothing to compare in " + folder)
	}
	if err == nil {
		fmt.Printf("%d pairs of protobuf and JSON say the same\n", pairs)
	}
	return err
}

func compare(binaryPath, textPath string) error {
	binary, err := os.ReadFile(binaryPath)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(textPath)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(binaryPath, ".watch.pb") {
		return compareObjects(binary, text)
	}
	frames, err := framesOf(binary)
	if err != nil {
		return err
	}
	if err := compareStreams(frames, text); err != nil {
		return err
	}
	return compareCompressed(binaryPath+".gz", len(frames))
}

func compareObjects(binary, text []byte) error {
	fromBinary, _, err := protobufDecoder.Decode(binary, nil, nil)
	if err != nil {
		return fmt.Errorf("protobuf: %w", err)
	}
	fromText, _, err := scheme.Codecs.UniversalDeserializer().Decode(text, nil, nil)
	if err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	// The kind stands beside the object in protobuf and inside it in JSON.
	fromBinary.GetObjectKind().SetGroupVersionKind(fromText.GetObjectKind().GroupVersionKind())
	if !equality.Semantic.DeepEqual(fromBinary, fromText) {
		return errors.New("protobuf and JSON differ")
	}
	return nil
}

func compareStreams(frames [][]byte, text []byte) error {
	lines := json.NewDecoder(bytes.NewReader(text))
	for i, frame := range frames {
		var fromText, fromBinary metav1.WatchEvent
		if err := lines.Decode(&fromText); err != nil {
			return fmt.Errorf("event %d: JSON: %w", i, err)
		}
		if err := fromBinary.Unmarshal(frame); err != nil {
			return fmt.Errorf("event %d: protobuf: %w", i, err)
		}
		if fromText.Type != fromBinary.Type {
			return fmt.Errorf("event %d: %s and %s", i, fromBinary.Type, fromText.Type)
		}
		if err := compareObjects(fromBinary.Object.Raw, fromText.Object.Raw); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
	}
	if lines.More() {
		return errors.New("the JSON stream has more events")
	}
	return nil
}

func compareCompressed(path string, wanted int) error {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	stream, err := io.ReadAll(reader)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	frames, err := framesOf(stream)
	if err == nil && len(frames) != wanted {
		err = fmt.Errorf("gzip: %d events instead of %d", len(frames), wanted)
	}
	return err
}

// framesOf cuts a watch stream at its four-byte, big-endian length prefixes.
func framesOf(stream []byte) ([][]byte, error) {
	var frames [][]byte
	reader := protobuf.LengthDelimitedFramer.NewFrameReader(io.NopCloser(bytes.NewReader(stream)))
	for {
		frame := make([]byte, len(stream))
		n, err := reader.Read(frame)
		if err == io.EOF {
			return frames, nil
		}
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame[:n])
	}
}
