/// Build contexts: directories, archives and git, filtered by `.dockerignore`.
@NullMarked
package dev.kiln.engine.context;

import org.jspecify.annotations.NullMarked;
