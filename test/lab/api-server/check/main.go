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
	"slices"
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
	return compareCompressed(binaryPath+".gz", text)
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
	fromBinary, err := eventsOfFrames(frames)
	if err != nil {
		return fmt.Errorf("protobuf: %w", err)
	}
	fromText, err := eventsOfLines(text)
	if err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	if len(fromBinary) != len(fromText) {
		return fmt.Errorf("%d events in protobuf, %d in JSON", len(fromBinary), len(fromText))
	}
	for i := range fromBinary {
		if fromBinary[i].Type != fromText[i].Type {
			return fmt.Errorf("event %d: %s and %s", i, fromBinary[i].Type, fromText[i].Type)
		}
		if err := compareObjects(fromBinary[i].Object.Raw, fromText[i].Object.Raw); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
	}
	return nil
}

func eventsOfFrames(frames [][]byte) ([]metav1.WatchEvent, error) {
	var events []metav1.WatchEvent
	for _, frame := range frames {
		var event metav1.WatchEvent
		if err := event.Unmarshal(frame); err != nil {
			return nil, err
		}
		events = append(events, event)
	}
	return withoutHeartbeats(events), nil
}

func eventsOfLines(text []byte) ([]metav1.WatchEvent, error) {
	var events []metav1.WatchEvent
	lines := json.NewDecoder(bytes.NewReader(text))
	for lines.More() {
		var event metav1.WatchEvent
		if err := lines.Decode(&event); err != nil {
			return nil, err
		}
		events = append(events, event)
	}
	return withoutHeartbeats(events), nil
}

// withoutHeartbeats leaves out the bookmarks that the server sends by its clock: no two watches get the same ones.
func withoutHeartbeats(events []metav1.WatchEvent) []metav1.WatchEvent {
	return slices.DeleteFunc(events, func(event metav1.WatchEvent) bool {
		return event.Type == "BOOKMARK" && !bytes.Contains(event.Object.Raw, []byte(metav1.InitialEventsAnnotationKey))
	})
}

func compareCompressed(path string, text []byte) error {
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
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	return compareStreams(frames, text)
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
