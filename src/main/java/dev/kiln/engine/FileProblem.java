package dev.kiln.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// A failure of the file system in words: the message of Java's exceptions is often the path alone,
/// and what happened is only in their type.
public final class FileProblem {
  private FileProblem() {}

  public static String describe(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + problem(file);
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String problem(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file or directory";
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException taken -> "a file is in the way";
      case DirectoryNotEmptyException full -> "the directory is not empty";
      case NotDirectoryException file -> "not a directory";
      default -> e.getClass().getSimpleName();
    };
  }
}
