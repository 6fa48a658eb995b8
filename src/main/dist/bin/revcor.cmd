@echo off
rem Starts Revcor with Java 21 or newer: from JAVA_HOME, else from PATH.
rem REVCOR_JAVA_OPTS adds options of the Java virtual machine, such as -Xmx2g.
setlocal

for %%d in ("%~dp0..") do set "home=%%~fd"
set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"

set "release=0"
set "about=%TEMP%\revcor-java-%RANDOM%.txt"
"%java%" -version 2> "%about%"
for /f "usebackq tokens=2,3" %%a in ("%about%") do if "%%a"=="version" for /f "delims=.-+" %%r in ("%%~b") do set "release=%%r"
del "%about%"
if %release% LSS 21 (
  echo revcor needs Java 21 or newer: install a JDK, or point JAVA_HOME at one. 1>&2
  exit /b 2
)

rem Commands that compute networks in this process need a module for the vector kernels that is not in every runtime.
rem Java warns that it is incubating.
set "vector="
for %%c in (run analyse compare fit known reproduce stimuli doctor) do if "%~1"=="%%c" set "vector=possible"
if "%REVCOR_KERNELS%"=="libtorch" set "vector="
if defined vector "%java%" --list-modules | findstr /b "jdk.incubator.vector" > nul && set "vector=--add-modules jdk.incubator.vector" || set "vector="

rem A server or worker computes little itself. Its collector of one thread takes no core from the lanes.
set "supervisor="
for %%c in (serve worker doctor) do if "%~1"=="%%c" set "supervisor=-Xms32m -XX:MaxHeapSize=512m -XX:+UseSerialGC"
if defined REVCOR_JAVA_OPTS if not "%REVCOR_JAVA_OPTS%"=="%REVCOR_JAVA_OPTS:GC=%" if defined supervisor set "supervisor=-Xms32m -XX:MaxHeapSize=512m"

rem OPT_OUT_TRACKING disables the usage reports of the inference library. The launcher for sh explains the options.
set "OPT_OUT_TRACKING=true"
"%java%" "@%home%\bin\java.options" ^
  %vector% %supervisor% %REVCOR_JAVA_OPTS% ^
  "-Drevcor.home=%home%" ^
  -classpath "%home%\lib\*" ^
  org.revcor.cli.Main %*
